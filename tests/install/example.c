/* A program of somebody else's: installed headers and pkg-config only. */
#include <stdio.h>

#include <tenon/core.h>

int main(void) {
    tenon_context *ctx = NULL;
    tenon_status status = tenon_context_new(&ctx, NULL);
    if (status != TENON_OK) {
        fprintf(stderr, "%s\n", tenon_status_text(status));
        return 1;
    }
    tenon_report(ctx, "example.c", "the library is installed", NULL);
    size_t errors = tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR);
    printf("%s, %zu error\n", tenon_status_text(status), errors);
    tenon_context_free(ctx);
    return errors == 1 ? 0 : 1;
}
