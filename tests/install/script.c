/* A test script through the library that also has the text format. */
#include <stdio.h>
#include <string.h>

#include <tenon/wast.h>

static const char script[] =
    "(module (func (export \"two\") (result i32) i32.const 2))\n"
    "(assert_return (invoke \"two\") (i32.const 2))\n";

int main(void) {
    tenon_context *ctx = NULL;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 1;
    tenon_wast_counts counts = {0};
    tenon_status status = tenon_wast_run(&counts, ctx, "script.wast", script,
                                         strlen(script), NULL);
    tenon_diagnostics_write(ctx, stderr, TENON_MESSAGE_HUMAN, false);
    printf("%zu passed, %zu failed\n", counts.passed, counts.failed);
    tenon_context_free(ctx);
    return status == TENON_OK ? 0 : 1;
}
