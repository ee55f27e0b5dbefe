#include "wit/resolve.h"
void wit_print(tn_writer *out, const wit_package *package, bool with_deps) {
    TN_UNUSED(out);
    TN_UNUSED(package);
    TN_UNUSED(with_deps);
}
