// What the page of a run hands on: its rows, its receipt, its mapping.

#include "ui/bridge/engineclient.h"
#include "ui/bridge/reportqueries.h"
#include "ui/jobs/targetgrid.h"
#include "ui/runs/receiptpicture.h"
#include "ui/runs/rundetailpage.h"
#include "ui/text/errortext.h"
#include "ui/text/language.h"
#include "ui/widgets/inlinebanner.h"

#include <QFileDialog>

namespace weir {

void RunDetailPage::seeRows()
{
    if (m_detail)
        TargetGrid::openFor(m_engine, m_detail->item.job, this);
}

void RunDetailPage::copyReceiptOfRun()
{
    runReceipt(m_engine, m_run, isChinese()).then(this, [this](const Result<ReceiptItem> &receipt) {
        if (!receipt)
            return tellTrouble(tr("The receipt was not copied."), receipt.error());
        copyReceipt(*receipt);
        m_navigator.toast(tr("Receipt copied as text and picture. Check digits: %1").arg(receipt->digits));
    });
}

void RunDetailPage::writeDocument()
{
    if (!m_detail)
        return;
    const QString job = m_detail->item.job;
    const QString path = QFileDialog::getSaveFileName(this, tr("Mapping document"), job + QStringLiteral(".html"),
                                                      tr("Document (*.html);;Spreadsheet (*.csv)"));
    if (path.isEmpty())
        return;
    writeMappingDocument(m_engine, job, path, isChinese()).then(this, [this, path](const Result<QString> &written) {
        if (!written)
            return tellTrouble(tr("The mapping document was not written."), written.error());
        m_navigator.toast(tr("Mapping document written to %1").arg(path));
    });
}

void RunDetailPage::tellTrouble(const QString &what, const Error &error)
{
    m_bannerKey.clear(); // what it said before comes back with the next change
    m_banner->show(Hue::Error, what + QLatin1Char(' ') + errorText(error));
    m_banner->setDetails(QString::fromStdString(error.detail));
}

} // namespace weir
