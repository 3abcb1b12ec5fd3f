#include "ui/text/errortext.h"

#include <QCoreApplication>

namespace weir {

namespace {

struct ErrorWords
{
    Q_DECLARE_TR_FUNCTIONS(errors)
};

} // namespace

QString errorText(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidConfig: return ErrorWords::tr("Something is not set up right. The details name it; change "
                                                         "it and try again.");
    case ErrorCode::Unauthenticated:
        return ErrorWords::tr("The sign-in was refused (401). The secret may have expired. Replace it and test again.");
    case ErrorCode::PermissionDenied:
        return ErrorWords::tr("The sign-in works, but the account may not do this. Ask the administrator for the "
                              "right, or use another account.");
    case ErrorCode::NotFound: return ErrorWords::tr("It does not exist. Check the name, the path and the address.");
    case ErrorCode::SchemaMismatch:
        return ErrorWords::tr("The fields are not those the mapping was made for. Review the mapping before the next run.");
    case ErrorCode::InvalidRow: return ErrorWords::tr("The data cannot be mapped, or the target refuses it.");
    case ErrorCode::Conflict: return ErrorWords::tr("It would change data that this job does not know. Nothing was "
                                                    "changed.");
    case ErrorCode::RateLimited: return ErrorWords::tr("The server asks to slow down. Try again in a moment.");
    case ErrorCode::Timeout: return ErrorWords::tr("No answer came in time. Check that the address is right and that "
                                                   "the server is up.");
    case ErrorCode::Unavailable: return ErrorWords::tr("It cannot be reached now, or it is in use. Check address and "
                                                       "network, then try again.");
    case ErrorCode::Cancelled: return ErrorWords::tr("Cancelled.");
    case ErrorCode::StorageFull: return ErrorWords::tr("The disk is full. Make room; nothing is lost, and it goes on "
                                                       "from where it was.");
    case ErrorCode::StorageCorrupt: return ErrorWords::tr("The ledger is damaged. Weir makes a new one at the next "
                                                          "start and keeps the old file.");
    case ErrorCode::Internal: return ErrorWords::tr("Weir did something wrong. Please report it with the details.");
    }
    return {};
}

} // namespace weir
