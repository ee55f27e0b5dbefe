/* WIT as a command takes it: a path, and the features that are enabled. */
#include "tenon/wit_binary.h"

#include "cli/command.h"

tenon_status cli_open_wit(cli *c, size_t i, tenon_wit **out) {
    tenon_wit_options opts = TENON_WIT_OPTIONS_INIT;
    cli_list features;
    opts.all_features = cli_switch(c, "all-features");
    if (!cli_split(&features, cli_value_of(c, "features", "")))
        return TENON_NO_MEMORY;
    opts.features = features.items;
    opts.feature_count = features.count;
    tenon_status status = tenon_wit_load(out, c->ctx, c->inputs[i], &opts);
    cli_list_release(&features);
    return status;
}
