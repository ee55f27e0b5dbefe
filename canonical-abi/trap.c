/* Texts of the traps. */
#include "canonical-abi/cabi.h"

const char *cabi_trap_text(cabi_trap trap) {
    static const char *const texts[] = {
        "no trap",
#define CABI_TRAP(name, text) text,
#include "canonical-abi/trap.def"
    };
    return (size_t)trap < TN_COUNT_OF(texts) ? texts[trap] : "unknown trap";
}
