#include "core/base/step.h"

int main()
{
    weir::installStepHookFromEnvironment();
    return 0;
}
