#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/connectors/http/httptransport.h"
#include "core/secrets/secretstore.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// The credentials of a connection, ready to be put on requests: headers and query parameters whose values
/// are secrets. Read once when a source is made; zeroed when it ends.
///
/// Thread-safety: none; movable.
class HttpAuth
{
public:
    /// \a auth is the connection's "auth" object: none, basic, bearer, apiKey (in header, query or cookie).
    /// InvalidConfig for a kind this build does not have and for a literal where a secret belongs; NotFound
    /// when a secret is missing.
    [[nodiscard]] Result<void> add(const Json &auth, const SecretStore *secrets);
    /// Authorization: Bearer with the secret called \a name.
    [[nodiscard]] Result<void> addBearer(std::string_view name, const SecretStore *secrets);
    /// A header whose value is a text with {secret:NAME} in it, or a {"secret": NAME} object. A header that
    /// by its name carries a credential must not be a literal (architecture §9).
    [[nodiscard]] Result<void> addHeader(const std::string &name, const Json &value,
                                         const SecretStore *secrets);
    /// A query parameter; a literal one is left to the caller (false).
    [[nodiscard]] Result<bool> addParameter(const std::string &name, const Json &value,
                                            const SecretStore *secrets);

    void apply(HttpRequest &request) const;

    /// \a text of a server or an error, with every secret of this connection replaced by "[secret]": servers like to
    /// send a refused token back.
    [[nodiscard]] std::string withoutSecrets(std::string text) const;

private:
    struct Entry
    {
        std::string name;
        Secret value;
        bool isQuery = false;
        bool isSecret = true;
    };
    std::vector<Entry> m_entries;
    std::vector<Secret> m_secrets; ///< as they were read, without what a header puts around them
};

} // namespace weir
