#include "ui/connections/encodingpicker.h"

#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QLabel>
#include <QRadioButton>
#include <QVBoxLayout>

namespace weir {

EncodingPicker::EncodingPicker(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("encodingPicker"));
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    build();
}

void EncodingPicker::setEncoding(const QString &encoding)
{
    m_encoding = encoding;
    build();
}

void EncodingPicker::setLines(const std::vector<ReadableLines> &lines)
{
    m_lines = lines;
    build();
}

void EncodingPicker::build()
{
    while (QLayoutItem *item = m_column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    delete m_group;
    m_group = new QButtonGroup(this);
    const auto choice = [&](const QString &text, const QString &encoding) {
        auto *button = new QRadioButton(text, this);
        button->setObjectName(QStringLiteral("encoding-") + (encoding.isEmpty() ? QStringLiteral("auto") : encoding));
        button->setChecked(encoding == m_encoding);
        m_group->addButton(button);
        connect(button, &QRadioButton::toggled, this, [this, encoding](bool isOn) {
            if (isOn)
                m_encoding = encoding;
        });
        m_column->addWidget(button);
    };
    choice(tr("Found out by Weir, and said"), {});
    bool isKnown = m_encoding.isEmpty();
    for (const ReadableLines &lines : m_lines) {
        isKnown = isKnown || lines.encoding == m_encoding;
        const QString name = lines.encoding == u"GB18030" ? QStringLiteral("GBK / GB18030") : lines.encoding;
        QString text = name;
        if (lines.isGuess)
            text = tr("%1 (looks right)").arg(name);
        else if (lines.damaged > 0)
            text = tr("%1 (%n byte(s) cannot be read)", nullptr, static_cast<int>(lines.damaged)).arg(name);
        choice(text, lines.encoding);
        auto *sample = new QLabel(plainText(lines.lines.join(QLatin1Char('\n')), 400).replace(QChar(0x21B5),
                QLatin1Char('\n')), this);
        sample->setTextFormat(Qt::PlainText);
        sample->setFont(rawFont());
        sample->setForegroundRole(QPalette::PlaceholderText);
        sample->setIndent(24);
        sample->setMinimumWidth(100);
        sample->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        m_column->addWidget(sample);
    }
    if (!isKnown)
        choice(m_encoding, m_encoding);
}

} // namespace weir
