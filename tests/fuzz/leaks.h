/* Leaks that a fuzz target does not look for. */
#ifndef TN_FUZZ_LEAKS_H
#define TN_FUZZ_LEAKS_H

#include "base/base.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/lsan_interface.h>
#define NO_LEAK_CHECK 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#define NO_LEAK_CHECK 1
#endif

/* wabt leaks when one of its assertions fails (wat/wabt.cc): not looked for. */
static inline void watch_leaks(bool on) {
#if defined(NO_LEAK_CHECK)
    if (on)
        __lsan_enable();
    else
        __lsan_disable();
#else
    TN_UNUSED(on);
#endif
}

#endif
