#include "app/weir/command.h"
#include "app/weir/attemptscommand.h"
#include "app/weir/backupcommand.h"
#include "app/weir/checkcommand.h"
#include "app/weir/compensatecommand.h"
#include "app/weir/connectionscommand.h"
#include "app/weir/copycommand.h"
#include "app/weir/democommand.h"
#include "app/weir/docscommand.h"
#include "app/weir/failurescommand.h"
#include "app/weir/forgetcommand.h"
#include "app/weir/initcommand.h"
#include "app/weir/inspectcommand.h"
#include "app/weir/mapcommand.h"
#include "app/weir/previewcommand.h"
#include "app/weir/requestcommand.h"
#include "app/weir/receiptcommand.h"
#include "app/weir/reconcilecommand.h"
#include "app/weir/resetcommand.h"
#include "app/weir/runcommand.h"
#include "app/weir/runscommand.h"
#include "app/weir/secretscommand.h"
#include "app/weir/statuscommand.h"
#include "app/weir/validatecommand.h"

namespace weir {

const std::vector<CommandEntry> &commandTable()
{
    static const std::vector<CommandEntry> table = {
        {"init", "Make a workspace", makeInitCommand},
        {"demo", "A flaky shop and an ERP file: run, quarantine, compensate, reconcile", makeDemoCommand},
        {"copy", "Copy a file, table or API into a target, once or again, resumable", makeCopyCommand},
        {"inspect", "Streams, fields, types, and what is damaged or odd", makeInspectCommand},
        {"map", "Propose a mapping with reasons and findings; write a job file", makeMapCommand},
        {"validate", "Check job, connection and workspace files, offline", makeValidateCommand},
        {"preview", "Dry run of a job: what would be inserted, updated, quarantined", makePreviewCommand},
        {"run", "Run jobs of the workspace", makeRunCommand},
        {"status", "Balance of every job, or of one", makeStatusCommand},
        {"runs", "What ran, with its figures", makeRunsCommand},
        {"receipt", "What became of every row of a run, to be pasted into a message", makeReceiptCommand},
        {"docs", "The mapping of a job as a document for people", makeDocsCommand},
        {"failures", "Rows in quarantine, by cause", makeFailuresCommand},
        {"compensate", "Deliver quarantined rows, each once", makeCompensateCommand},
        {"reconcile", "Compare source and target, row by row", makeReconcileCommand},
        {"attempts", "Tries that failed and were made again", makeAttemptsCommand},
        {"pause", "Pause a running job", makePauseCommand},
        {"stop", "Stop a running job", makeStopCommand},
        {"reset", "Back to the start: the next run reads everything", makeResetCommand},
        {"forget", "Remove Weir's traces of a job from its target", makeForgetCommand},
        {"check", "Check the ledger: integrity, balance, checksums", makeCheckCommand},
        {"backup", "Copy the ledger while runs go on", makeBackupCommand},
        {"connections", "List, test, add and remove connections", makeConnectionsCommand},
        {"secrets", "Keep, list and remove secrets", makeSecretsCommand},
    };
    return table;
}

} // namespace weir
