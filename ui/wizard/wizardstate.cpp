#include "ui/wizard/wizardstate.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr const char *stepNames[wizardStepCount] = {"source", "target", "map", "rules", "check"};
constexpr const char *placeNames[] = {"warehouse", "file", "connection"};

template<typename Names>
int indexOf(const Names &names, const Json &object, const char *member)
{
    const auto at = object.find(member);
    if (at == object.end() || !at->is_string())
        return 0;
    const auto found = std::find(std::begin(names), std::end(names), at->get<std::string>());
    return found == std::end(names) ? 0 : static_cast<int>(found - std::begin(names));
}

std::set<std::string> namesOf(const Json &object, const char *member)
{
    std::set<std::string> names;
    const auto at = object.find(member);
    if (at == object.end() || !at->is_array())
        return names;
    for (const Json &name : *at) {
        if (name.is_string())
            names.insert(name.get<std::string>());
    }
    return names;
}

bool flagOf(const Json &object, const char *member, bool usual)
{
    const auto at = object.find(member);
    return at != object.end() && at->is_boolean() ? at->get<bool>() : usual;
}

std::string textOf(const Json &object, const char *member)
{
    const auto at = object.find(member);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

} // namespace

std::string WizardState::toText(WizardStepId step) const
{
    Json object = {{"step", stepNames[static_cast<int>(step)]}, {"target", placeNames[static_cast<int>(targetPlace)]}};
    object["targetChosen"] = isTargetChosen;
    object["createsTable"] = createsTable;
    object["keyChosen"] = isKeyChosen;
    object["matched"] = isMatched;
    object["confirmed"] = confirmed;
    object["letGo"] = letGo;
    object["checkSkipped"] = isCheckSkipped;
    if (!sample.empty())
        object["sample"] = sample;
    if (!lastSeen.empty())
        object["lastSeen"] = lastSeen;
    if (!editedJob.empty()) {
        object["editedJob"] = editedJob;
        object["revision"] = revision;
    }
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void WizardState::fromText(const std::string &text, WizardStepId &step)
{
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object())
        return;
    step = static_cast<WizardStepId>(indexOf(stepNames, object, "step"));
    targetPlace = static_cast<TargetPlaceKind>(indexOf(placeNames, object, "target"));
    isTargetChosen = flagOf(object, "targetChosen", isTargetChosen);
    createsTable = flagOf(object, "createsTable", createsTable);
    isKeyChosen = flagOf(object, "keyChosen", isKeyChosen);
    isMatched = flagOf(object, "matched", isMatched);
    isCheckSkipped = flagOf(object, "checkSkipped", isCheckSkipped);
    sample = textOf(object, "sample");
    lastSeen = textOf(object, "lastSeen");
    editedJob = textOf(object, "editedJob");
    if (const auto at = object.find("revision"); at != object.end() && at->is_number_integer())
        revision = at->get<std::int64_t>();
    confirmed = namesOf(object, "confirmed");
    letGo = namesOf(object, "letGo");
}

} // namespace weir
