/* What every test guest needs: export and import names, and memory. */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(module, name) \
    __attribute__((import_module(module), import_name(name)))

/* The two ways to name exports. */
#ifdef STANDARD32
#define WORLD_EXPORT(name) EXPORT("cm32p2||" name)
#define WORLD_POST(name) EXPORT("cm32p2||" name "_post")
#define REALLOC "cm32p2_realloc"
#else
#define WORLD_EXPORT(name) EXPORT(name)
#define WORLD_POST(name) EXPORT("cabi_post_" name)
#define REALLOC "cabi_realloc"
#endif

typedef struct {
    char *ptr;
    uint32_t len;
} string_t;

/* Memory is handed out in one direction only and taken back all at once. */
void *guest_alloc(size_t size, size_t align);
void guest_free_all(void);

#endif
