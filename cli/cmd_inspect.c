/* tenon inspect: what a component imports, exports and is built of. */
#include <cjson/cJSON.h>

#include "tenon/component.h"

#include "cli/command.h"

static const cli_option options[] = {
    {0, "json", NULL, "as JSON"},
};

static void print_heading(const tenon_extern_info *before,
                          const tenon_extern_info *item) {
    if (!before || before->is_export != item->is_export)
        printf("%s:\n", item->is_export ? "exports" : "imports");
}

/* These texts are anybody's: no control character reaches the terminal. */
static void print_plain(const char *text) {
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        bool is_c1 = c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0;
        if (is_c1)
            c++;
        putchar(is_c1 || *c < 0x20 || *c == 0x7f ? '?' : *c);
    }
}

static void print_producers(const tenon_component_info *info) {
    size_t count = tenon_component_info_producer_count(info);
    for (size_t i = 0; i < count; i++) {
        const tenon_producer *item = tenon_component_info_producer(info, i);
        printf("%s", i ? "" : "producers:\n");
        printf("  ");
        print_plain(item->field);
        printf(" ");
        print_plain(item->name);
        printf("%s", item->version[0] ? " " : "");
        print_plain(item->version);
        printf("\n");
    }
}

static void print_text(const tenon_component_info *info) {
    const tenon_extern_info *before = NULL;
    size_t count = tenon_component_info_extern_count(info);
    for (size_t i = 0; i < count; i++) {
        const tenon_extern_info *item = tenon_component_info_extern(info, i);
        const char *detail = item->type[0] ? item->type : item->sort;
        print_heading(before, item);
        printf("%*s%s%s%s%s: %s\n", (int)(2 + 2 * item->level), "", item->name,
               item->version_suffix[0] ? " (version suffix " : "",
               item->version_suffix, item->version_suffix[0] ? ")" : "",
               detail);
        before = item;
    }
    tenon_component_parts parts = tenon_component_info_parts(info);
    printf("core modules: %zu (%zu bytes), nested components: %zu\n",
           parts.core_modules, parts.core_module_bytes, parts.components);
    print_producers(info);
}

static cJSON *extern_to_json(const tenon_extern_info *item) {
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "direction",
                            item->is_export ? "export" : "import");
    cJSON_AddNumberToObject(object, "level", item->level);
    cJSON_AddStringToObject(object, "name", item->name);
    cJSON_AddStringToObject(object, "sort", item->sort);
    cJSON_AddStringToObject(object, "type", item->type);
    if (item->target[0])
        cJSON_AddStringToObject(object, "target", item->target);
    if (item->version_suffix[0])
        cJSON_AddStringToObject(object, "versionSuffix", item->version_suffix);
    return object;
}

static void add_producers(cJSON *root, const tenon_component_info *info) {
    cJSON *list = cJSON_AddArrayToObject(root, "producers");
    size_t count = tenon_component_info_producer_count(info);
    for (size_t i = 0; i < count; i++) {
        const tenon_producer *item = tenon_component_info_producer(info, i);
        cJSON *object = cJSON_CreateObject();
        cJSON_AddStringToObject(object, "field", item->field);
        cJSON_AddStringToObject(object, "name", item->name);
        cJSON_AddStringToObject(object, "version", item->version);
        cJSON_AddItemToArray(list, object);
    }
}

static tenon_status print_json(const tenon_component_info *info) {
    cJSON *root = cJSON_CreateObject();
    cJSON *externs = cJSON_AddArrayToObject(root, "externs");
    size_t count = tenon_component_info_extern_count(info);
    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(
            externs, extern_to_json(tenon_component_info_extern(info, i)));
    tenon_component_parts parts = tenon_component_info_parts(info);
    cJSON_AddNumberToObject(root, "coreModules", (double)parts.core_modules);
    cJSON_AddNumberToObject(root, "coreModuleBytes",
                            (double)parts.core_module_bytes);
    cJSON_AddNumberToObject(root, "components", (double)parts.components);
    cJSON_AddNumberToObject(root, "bytes", (double)parts.component_bytes);
    add_producers(root, info);
    return cli_print_json(root);
}

static int run(cli *c) {
    tenon_buffer file = {0};
    tenon_component_info *info = NULL;
    tenon_status status = cli_read_wasm(c, 0, &file);
    if (status == TENON_OK)
        status = tenon_component_info_new(&info, c->ctx, c->inputs[0],
                                          file.data, file.len);
    if (status == TENON_OK && cli_switch(c, "json"))
        status = print_json(info);
    else if (status == TENON_OK)
        print_text(info);
    tenon_component_info_free(info);
    tenon_buffer_release(&file);
    return cli_finish(c, status);
}

const cli_command cmd_inspect = {
    .name = "inspect",
    .summary = "show what a component imports and exports",
    .usage = "COMPONENT.wasm",
    .description =
        "Lists imports and exports with their types, as WIT writes them, "
        "what the\ncomponent is built of, and which tools it says made it.",
    .example = "  tenon inspect linked.wasm\n"
               "  tenon inspect --json linked.wasm",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = 1,
    .run = run,
};
