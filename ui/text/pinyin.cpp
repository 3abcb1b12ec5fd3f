#include "ui/text/pinyin.h"

#include <QStringEncoder>

#include <array>

namespace weir {

namespace {

struct Border
{
    int code; ///< first GB 2312 code of the initial
    char initial;
};

// GB 2312-80, level 1 (rows 16 to 55) is ordered by pinyin; these are the first characters of each initial.
constexpr std::array<Border, 23> borders = {{
    {0xB0A1, 'a'}, {0xB0C5, 'b'}, {0xB2C1, 'c'}, {0xB4EE, 'd'}, {0xB6EA, 'e'}, {0xB7A2, 'f'}, {0xB8C1, 'g'}, {0xB9FE, 'h'},
    {0xBBF7, 'j'}, {0xBFA6, 'k'}, {0xC0AC, 'l'}, {0xC2E8, 'm'}, {0xC4C3, 'n'}, {0xC5B6, 'o'}, {0xC5BE, 'p'}, {0xC6DA, 'q'},
    {0xC8BB, 'r'}, {0xC8F6, 's'}, {0xCBFA, 't'}, {0xCDDA, 'w'}, {0xCEF4, 'x'}, {0xD1B9, 'y'}, {0xD4D1, 'z'},
}};
constexpr int levelOneEnd = 0xD7F9;

QChar initialOf(QStringEncoder &encoder, QChar c)
{
    const QByteArray bytes = encoder.encode(QString(c));
    if (bytes.size() != 2)
        return c.toLower();
    const int code = static_cast<uchar>(bytes[0]) << 8 | static_cast<uchar>(bytes[1]);
    if (code < borders.front().code || code > levelOneEnd)
        return c;
    char initial = borders.front().initial;
    for (const Border &border : borders) {
        if (code < border.code)
            break;
        initial = border.initial;
    }
    return QLatin1Char(initial);
}

} // namespace

QString pinyinInitials(const QString &text)
{
    QStringEncoder encoder("GB18030");
    QString out;
    for (const QChar c : text)
        out += c.unicode() < 0x80 || !encoder.isValid() ? c.toLower() : initialOf(encoder, c);
    return out;
}

bool matchesTyped(const QString &text, const QString &typed)
{
    return text.contains(typed, Qt::CaseInsensitive) || pinyinInitials(text).contains(typed.toLower());
}

} // namespace weir
