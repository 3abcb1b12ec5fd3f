#include "ui/shell/preferences.h"

#include <algorithm>

namespace weir {

namespace {

constexpr int recentMax = 8;

} // namespace

Preferences::Preferences(const QString &file, QObject *parent) : QObject(parent)
{
    if (!file.isEmpty())
        m_file = std::make_unique<QSettings>(file, QSettings::IniFormat);
}

QVariant Preferences::value(const QString &key, const QVariant &otherwise) const
{
    return m_file ? m_file->value(key, otherwise) : m_memory.value(key, otherwise);
}

void Preferences::set(const QString &key, const QVariant &value)
{
    if (this->value(key) == value)
        return;
    if (m_file) {
        m_file->setValue(key, value);
        m_file->sync();
    } else {
        m_memory[key] = value;
    }
    emit changed(key);
}

QString Preferences::language() const
{
    return value(QStringLiteral("language")).toString();
}

QString Preferences::theme() const
{
    return value(QStringLiteral("theme"), QStringLiteral("system")).toString();
}

int Preferences::textPercent() const
{
    return std::clamp(value(QStringLiteral("textPercent"), 100).toInt(), 90, 150);
}

bool Preferences::isComfortable() const
{
    return value(QStringLiteral("comfortable"), false).toBool();
}

bool Preferences::showsTray() const
{
    return value(QStringLiteral("tray"), true).toBool();
}

bool Preferences::notifies() const
{
    return value(QStringLiteral("notices"), true).toBool();
}

int Preferences::runsAtOnce() const
{
    return std::clamp(value(QStringLiteral("runsAtOnce"), 4).toInt(), 1, 16);
}

QStringList Preferences::recentWorkspaces() const
{
    return value(QStringLiteral("recentWorkspaces")).toStringList();
}

void Preferences::addRecentWorkspace(const QString &folder)
{
    QStringList folders = recentWorkspaces();
    folders.removeAll(folder);
    folders.prepend(folder);
    set(QStringLiteral("recentWorkspaces"), QStringList(folders.mid(0, recentMax)));
}

} // namespace weir
