/*
 * Canonical layout of WIT text, the one that printing packages has: made from
 * the tokens of a text that follows the grammar, so that it needs to know
 * nothing about what names mean, and keeps what packages do not: comments and
 * the order of items. Where printing has no empty line, one may stand.
 *
 * The grammar is so regular that a stack of brackets tells where lines end.
 * Comments stay with the token that they stood with; a trailing comment
 * remains one, since any other is documentation of what follows (docs.c).
 */
#include "parser/format.h"

#include "parser/ast.h"
#include "parser/format_piece.h"

typedef enum item_kind {
    ITEM_NONE,
    ITEM_DECL, /* package a:b; */
    ITEM_PACKAGE,
    ITEM_INTERFACE,
    ITEM_WORLD,
    ITEM_USE,
    ITEM_TYPE,
    ITEM_FUNC,
    ITEM_IMPORT,
    ITEM_EXPORT,
    ITEM_INCLUDE
} item_kind;

typedef enum frame_kind {
    FRAME_FILE, /* those with items first */
    FRAME_PACKAGE,
    FRAME_INTERFACE,
    FRAME_WORLD,
    FRAME_RESOURCE,
    FRAME_FIELDS, /* of a record, a variant, ...: one in each line */
    FRAME_LINES,  /* another list: the same */
    FRAME_INLINE
} frame_kind;

typedef struct frame {
    frame_kind kind;
    item_kind opened_by;
    item_kind last; /* item in it */
    bool any;       /* something stands in it */
} frame;

typedef struct layout {
    tn_writer *out;
    tn_arena *arena;
    ast_pieces pieces;
    TN_VEC(frame) frames;
    uint32_t depth;   /* of frames that indent */
    uint32_t gap;     /* where the gap before the next piece begins */
    uint32_t last;    /* the piece that was written last */
    item_kind item;   /* that is being written */
    uint32_t head;    /* its first piece behind attributes */
    uint32_t line;    /* the first piece of the line that is being written */
    bool starts_line; /* the next piece does */
    bool starts_item;
    bool at_start; /* of a line in the output */
    bool glued;    /* a comment stands before what comes next, in its line */
} layout;

static bool is(const layout *l, uint32_t i, const char *text) {
    return tn_str_eqz(ast_piece_text(&l->pieces, i), text);
}

static char mark_of(const layout *l, uint32_t i) {
    return ast_piece_mark(&l->pieces, i);
}

static bool closes(const layout *l, uint32_t i) {
    char mark = mark_of(l, i);
    return mark == '}' || mark == ')' || mark == '>';
}

static const ast_piece *piece_at(const layout *l, uint32_t i) {
    return &l->pieces.list.data[i];
}

static frame *top(const layout *l) {
    return &l->frames.data[l->frames.len - 1];
}

static bool indents(frame_kind kind) {
    return kind != FRAME_FILE && kind != FRAME_INLINE;
}

static ast_gap gap_between(const layout *l, uint32_t from, uint32_t to) {
    return (ast_gap){{l->pieces.text.p + from, to - from}, from == 0};
}

static bool has_line_comment(const layout *l, uint32_t from, uint32_t to) {
    ast_gap gap = gap_between(l, from, to);
    return ast_gap_breaks(&gap);
}

/* Items */

static bool is_attribute(const layout *l, uint32_t at) {
    return mark_of(l, at) == '@' && mark_of(l, at + 2) == '(';
}

static uint32_t skip_attributes(const layout *l, uint32_t i) {
    while (is_attribute(l, i))
        i = piece_at(l, i + 2)->match + 1;
    return i;
}

static item_kind package_item(const layout *l, uint32_t head) {
    if (is(l, head, "use"))
        return ITEM_USE;
    if (is(l, head, "interface"))
        return ITEM_INTERFACE;
    if (is(l, head, "world"))
        return ITEM_WORLD;
    uint32_t end = head;
    while (end < l->pieces.list.len && mark_of(l, end) != ';' &&
           mark_of(l, end) != '{')
        end++;
    return mark_of(l, end) == '{' ? ITEM_PACKAGE : ITEM_DECL;
}

static item_kind world_item(const layout *l, uint32_t head) {
    return is(l, head, "import")    ? ITEM_IMPORT
           : is(l, head, "export")  ? ITEM_EXPORT
           : is(l, head, "include") ? ITEM_INCLUDE
           : is(l, head, "use")     ? ITEM_USE
                                    : ITEM_TYPE;
}

static item_kind item_at(const layout *l, uint32_t head) {
    switch (top(l)->kind) {
    case FRAME_FILE:
    case FRAME_PACKAGE:
        return package_item(l, head);
    case FRAME_WORLD:
        return world_item(l, head);
    case FRAME_INTERFACE:
        if (mark_of(l, head + 1) == ':')
            return ITEM_FUNC;
        return is(l, head, "use") ? ITEM_USE : ITEM_TYPE;
    default:
        return ITEM_FUNC;
    }
}

/* Does printing put an empty line between two items? */
static bool needs_blank(frame_kind kind, item_kind before, item_kind item) {
    if (before == ITEM_NONE)
        return false;
    switch (kind) {
    case FRAME_FILE:
        if (before == ITEM_WORLD)
            return item == ITEM_INTERFACE || item == ITEM_USE;
        return before != ITEM_USE || item != ITEM_USE;
    case FRAME_INTERFACE:
        return before != ITEM_USE || item != ITEM_USE;
    case FRAME_WORLD:
        return item == ITEM_TYPE ||
               (item == ITEM_EXPORT) != (before == ITEM_EXPORT);
    default:
        return false;
    }
}

/* Writing */

static void put(layout *l, tn_str s) {
    tn_write_bytes(l->out, s.p, s.len);
    l->at_start = false;
    l->glued = false;
}

static void end_line(layout *l) {
    if (!l->at_start)
        tn_write_u8(l->out, '\n');
    l->at_start = true;
}

/* Begins a line of its own, unless a comment has already begun it. */
static void begin_line(layout *l, bool blank, size_t columns) {
    if (l->glued) {
        put(l, TN_STR(" "));
        return;
    }
    end_line(l);
    if (blank)
        tn_write_u8(l->out, '\n');
    for (size_t i = 0; i < columns; i++)
        tn_write_u8(l->out, ' ');
}

static bool is_tight_colon(const layout *l, uint32_t i) {
    return l->item == ITEM_DECL || l->item == ITEM_PACKAGE ||
           mark_of(l, i + 2) == '/';
}

/* Within a line: is there a blank between the last piece and this one? */
static bool is_spaced(const layout *l, uint32_t i) {
    char before = mark_of(l, l->last), mark = mark_of(l, i);
    if (before == '{' || mark == '}')
        return l->item == ITEM_INCLUDE;
    if (mark == '{')
        return before != '.';
    if ((mark && strchr(";,)>.:/(<", mark)) || mark == '@')
        return false;
    if (before == ':')
        return !is_tight_colon(l, l->last);
    return !(before && strchr("(<./@", before));
}

static void put_piece(layout *l, uint32_t i) {
    put(l, ast_piece_shown(&l->pieces, i));
    l->last = i;
    top(l)->any = true;
}

/*
 * A remark may belong to what precedes it: then an empty line between it and
 * what follows is enough.
 */
static bool has_own_blank(ast_gap gap) {
    ast_comment c;
    bool blank;
    while (ast_gap_next(&gap, &c, &blank)) {
        if (blank)
            return true;
        if (!ast_is_trailing(&c))
            break;
    }
    bool is_remark = gap.rest.len && !ast_is_doc_line(&c);
    while (is_remark && ast_gap_next(&gap, &c, &blank)) {
        if (blank)
            return true;
    }
    return is_remark && blank;
}

/* Comments before a piece that starts a line; and the start of that line.
 * blank: an empty line must come first; blanks: some may come at all. */
static void put_line_gap(layout *l, ast_gap gap, bool blank, bool closes) {
    bool first = !top(l)->any, user_blank;
    ast_gap ahead = gap;
    ast_comment c;
    if (blank)
        blank = !has_own_blank(gap);
    while (ast_gap_next(&ahead, &c, &user_blank)) {
        bool ends = closes && !c.breaks_before && top(l)->any;
        if ((ast_is_trailing(&c) || (ends && !ast_is_doc_line(&c))) &&
            !l->at_start && !l->glued) {
            put(l, TN_STR(" "));
        } else {
            begin_line(l, (user_blank || blank) && !first,
                       2 * (size_t)l->depth);
            first = blank = false;
            top(l)->any = true;
        }
        l->at_start = false;
        l->glued = false;
        ast_put_comment(l->out, &c, 2 * (size_t)l->depth);
        if (c.breaks_after)
            end_line(l);
        else
            l->glued = true;
    }
    if (closes)
        return;
    begin_line(l, (user_blank || blank) && !first, 2 * (size_t)l->depth);
}

static void put_inline_gap(layout *l, ast_gap gap, uint32_t i) {
    size_t columns = 2 * (size_t)l->depth + 2;
    ast_comment c;
    bool blank, any = false;
    char last = mark_of(l, l->last), mark = mark_of(l, i);
    while (ast_gap_next(&gap, &c, &blank)) {
        if (l->at_start || (c.breaks_before && !c.is_block))
            begin_line(l, false, columns);
        else if (any || !(last && strchr("(<{", last)))
            put(l, TN_STR(" "));
        l->at_start = false;
        ast_put_comment(l->out, &c, columns);
        if (!c.is_block)
            end_line(l);
        any = true;
    }
    if (l->at_start)
        begin_line(l, false, columns);
    else if (any ? !mark || !strchr(",;)>", mark) : is_spaced(l, i))
        put(l, TN_STR(" "));
}

/* The bracket that a piece opens */

enum { LINE_COLUMNS = 80 };

/* Columns of the comments before a piece; many when they have lines. */
static size_t comment_columns(const layout *l, uint32_t i) {
    ast_gap gap = ast_gap_before(&l->pieces, i);
    ast_comment c;
    bool blank;
    size_t columns = 0;
    while (ast_gap_next(&gap, &c, &blank)) {
        if (c.is_block && memchr(c.text.p, '\n', c.text.len))
            return LINE_COLUMNS;
        columns += c.is_block ? c.text.len + 1 : 0;
    }
    return columns;
}

/* How deep the brackets around the next piece nest, within its line. */
static size_t inline_depth(const layout *l) {
    size_t depth = 0;
    while (l->frames.data[l->frames.len - 1 - depth].kind == FRAME_INLINE)
        depth++;
    return depth;
}

/*
 * Would the line that is being written fit if it went on from piece `open` to
 * where it must end? What is counted is the same when it is laid out again:
 * not the comments behind it, which a comma can overtake.
 */
static bool fits_line(layout *l, uint32_t open) {
    uint32_t last = l->last;
    size_t columns = 2 * (size_t)l->depth, depth = inline_depth(l);
    bool ends = false;
    for (uint32_t i = l->line; i < l->pieces.list.len && !ends; i++) {
        char mark = mark_of(l, i);
        bool is_open = mark && strchr("{(<", mark);
        bool is_close = mark && strchr("})>", mark);
        bool listed = i >= open && depth == 0;
        ends = i > open && listed && mark && strchr(",;{})>", mark);
        if (!ends && mark == ',' && closes(l, i + 1))
            continue;
        if (i > l->line) {
            l->last = i - 1;
            columns += is_spaced(l, i) + (ends ? 0 : comment_columns(l, i));
        }
        columns += ast_piece_shown(&l->pieces, i).len;
        ends |= columns > LINE_COLUMNS;
        if (i >= open)
            depth = depth + is_open - (is_close && depth);
    }
    l->last = last;
    return columns <= LINE_COLUMNS;
}

/*
 * Comments may need lines of their own. Else who writes a list in lines may
 * have them where one line would be too long, since no rule says where to
 * break it best.
 */
static bool stands_in_lines(layout *l, uint32_t open) {
    return ast_bracket_breaks(&l->pieces, open) ||
           (ast_bracket_spans_lines(&l->pieces, open) && !fits_line(l, open));
}

static frame_kind brace_kind(layout *l, uint32_t i) {
    switch (l->item) {
    case ITEM_USE:
    case ITEM_INCLUDE:
        return stands_in_lines(l, i) ? FRAME_LINES : FRAME_INLINE;
    case ITEM_PACKAGE:
        return FRAME_PACKAGE;
    case ITEM_WORLD:
        return FRAME_WORLD;
    case ITEM_TYPE:
        return is(l, l->head, "resource") ? FRAME_RESOURCE : FRAME_FIELDS;
    default:
        return FRAME_INTERFACE;
    }
}

static frame_kind bracket_kind(layout *l, uint32_t i) {
    if (mark_of(l, i) == '{')
        return brace_kind(l, i);
    bool is_params = top(l)->kind <= FRAME_RESOURCE && i > 0 &&
                     (is(l, i - 1, "func") || is(l, i - 1, "constructor"));
    bool is_list = is_params || mark_of(l, i) == '<';
    return is_list && stands_in_lines(l, i) ? FRAME_LINES : FRAME_INLINE;
}

static void open_frame(layout *l, uint32_t i) {
    frame f = {.kind = bracket_kind(l, i), .opened_by = l->item};
    tn_vec_push(l->arena, &l->frames, f);
    l->depth += indents(f.kind);
    l->starts_line = f.kind != FRAME_INLINE;
    l->starts_item = f.kind <= FRAME_RESOURCE;
}

static void end_item(layout *l) {
    l->starts_line = l->starts_item = true;
    top(l)->last = l->item;
    top(l)->any = true;
}

static void close_frame(layout *l, uint32_t i) {
    frame f = *top(l);
    l->frames.len--;
    l->item = f.opened_by;
    l->starts_line = l->starts_item = false;
    bool is_list = f.kind == FRAME_LINES || f.kind == FRAME_INLINE;
    if (!is_list || (f.opened_by == ITEM_INCLUDE && mark_of(l, i) == '}' &&
                     mark_of(l, i + 1) != ';'))
        end_item(l);
}

/* What follows a piece that was written. */
static void go_on(layout *l, uint32_t i) {
    l->starts_line = l->starts_item = false;
    switch (mark_of(l, i)) {
    case '{':
    case '(':
    case '<':
        open_frame(l, i);
        return;
    case '}':
    case '>':
        close_frame(l, i);
        return;
    case ')':
        close_frame(l, i);
        if (top(l)->kind <= FRAME_RESOURCE && l->head > i)
            l->starts_line = true; /* of an attribute */
        return;
    case ',':
        l->starts_line = top(l)->kind != FRAME_INLINE;
        return;
    case ';':
        end_item(l);
        return;
    default:
        return;
    }
}

/* Pieces that are left out, moved or added */

/* Not of documentation: that would be of what follows, then. */
static bool is_only_trailing(const layout *l, uint32_t from, uint32_t to) {
    ast_gap gap = gap_between(l, from, to);
    ast_comment c, more;
    bool blank;
    return ast_gap_next(&gap, &c, &blank) && !c.is_block && !c.breaks_before &&
           !ast_is_doc_line(&c) && !ast_gap_next(&gap, &more, &blank);
}

/* `,`, `;` and `{` come before a comment that ends their line. */
static bool overtakes(layout *l, uint32_t i) {
    const ast_piece *p = piece_at(l, i);
    char mark = mark_of(l, i);
    bool ends_line = mark == ';' ||
                     (mark == ',' && top(l)->kind != FRAME_INLINE) ||
                     (mark == '{' && bracket_kind(l, i) <= FRAME_FIELDS);
    if (!ends_line || l->starts_line || !is_only_trailing(l, l->gap, p->from))
        return false;
    uint32_t next = i + 1 < l->pieces.list.len ? piece_at(l, i + 1)->from
                                               : (uint32_t)l->pieces.text.len;
    ast_gap gap = gap_between(l, p->to, next);
    ast_comment c;
    bool blank;
    return !ast_gap_next(&gap, &c, &blank) || !ast_is_trailing(&c);
}

/* A resource without functions has no braces. */
static bool is_empty_resource(layout *l, uint32_t i) {
    if (mark_of(l, i) != '{' || mark_of(l, i + 1) != '}' ||
        bracket_kind(l, i) != FRAME_RESOURCE)
        return false;
    ast_gap inside =
        gap_between(l, piece_at(l, i)->to, piece_at(l, i + 1)->from);
    ast_gap before = gap_between(l, l->gap, piece_at(l, i)->from);
    ast_comment c;
    bool blank;
    return !ast_gap_next(&inside, &c, &blank) &&
           !ast_gap_next(&before, &c, &blank);
}

static void begin_item(layout *l, uint32_t i) {
    l->head = skip_attributes(l, i);
    l->item = item_at(l, l->head);
}

static void put_gap(layout *l, uint32_t i) {
    ast_gap gap = gap_between(l, l->gap, piece_at(l, i)->from);
    bool closing = closes(l, i);
    if (!l->starts_line && !(closing && top(l)->kind != FRAME_INLINE)) {
        put_inline_gap(l, gap, i);
        return;
    }
    bool blank = false;
    if (l->starts_item && !closing) {
        begin_item(l, i);
        blank = needs_blank(top(l)->kind, top(l)->last, l->item);
    }
    put_line_gap(l, gap, blank, closing);
    l->line = i;
    if (closing) {
        l->depth--;
        l->glued = false;
        begin_line(l, false, 2 * (size_t)l->depth);
    }
}

/* Of type arguments only those of a tuple may end with one. What has a comment
 * before it in its line stays: the comment needs something to stand before. */
static bool is_needless_comma(const layout *l, uint32_t i) {
    if (mark_of(l, i) != ',' || !closes(l, i + 1))
        return false;
    if (top(l)->kind != FRAME_INLINE)
        return mark_of(l, i + 1) == '>';
    ast_gap gap = gap_between(l, l->gap, piece_at(l, i)->from);
    ast_comment c;
    bool blank;
    return !ast_gap_next(&gap, &c, &blank) ||
           has_line_comment(l, l->gap, piece_at(l, i)->from);
}

/* The comma behind the last of a list in lines. */
static void complete_list(layout *l, uint32_t i) {
    bool in_lines = top(l)->kind == FRAME_FIELDS || top(l)->kind == FRAME_LINES;
    char before = mark_of(l, l->last);
    bool is_empty = before == '{' || (before == '(' && l->last + 1 == i);
    if (in_lines && closes(l, i) && mark_of(l, i) != '>' && before != ',' &&
        !is_empty)
        put(l, TN_STR(","));
}

/* The piece, and then the only comment that stands before it. */
static void put_overtaking(layout *l, uint32_t i) {
    ast_gap gap = gap_between(l, l->gap, piece_at(l, i)->from);
    ast_comment c;
    bool blank;
    if (is_spaced(l, i))
        put(l, TN_STR(" "));
    put_piece(l, i);
    if (ast_gap_next(&gap, &c, &blank)) {
        put(l, TN_STR(" "));
        ast_put_comment(l->out, &c, 0);
        end_line(l);
    }
}

/* Writes a piece; gives the index of the next. */
static uint32_t put_next(layout *l, uint32_t i) {
    const ast_piece *p = piece_at(l, i);
    if (is_empty_resource(l, i)) {
        put(l, TN_STR(";"));
        end_item(l);
        l->last = i + 1;
        l->gap = piece_at(l, i + 1)->to;
        return i + 2;
    }
    if (is_needless_comma(l, i)) {
        ast_gap gap = gap_between(l, l->gap, p->from);
        if (top(l)->kind != FRAME_INLINE)
            put_line_gap(l, gap, false, true);
        else if (has_line_comment(l, l->gap, p->from))
            put_inline_gap(l, gap, i);
        l->gap = p->to;
        return i + 1;
    }
    complete_list(l, i);
    if (overtakes(l, i)) {
        put_overtaking(l, i);
    } else {
        put_gap(l, i);
        put_piece(l, i);
    }
    l->gap = p->to;
    go_on(l, i);
    return i + 1;
}

/* Comments behind the last item; and the empty line that printing leaves
 * behind interfaces, where it was there. */
static void put_end(layout *l) {
    ast_gap gap = gap_between(l, l->gap, (uint32_t)l->pieces.text.len),
            ahead = gap;
    ast_comment c;
    bool blank, any = ast_gap_next(&ahead, &c, &blank);
    bool keeps = !any && blank &&
                 (top(l)->last == ITEM_INTERFACE || top(l)->last == ITEM_DECL);
    put_line_gap(l, gap, false, true);
    l->glued = false;
    end_line(l);
    if (keeps)
        tn_write_u8(l->out, '\n');
}

static tn_str without_mark(tn_str s) {
    return tn_str_starts(s, TN_STR("\xef\xbb\xbf")) ? tn_str_from_offset(s, 3)
                                                    : s;
}

bool ast_format(tn_writer *out,
                tenon_context *ctx,
                tn_arena *arena,
                const tn_source *source) {
    ast_package *package;
    if (!ast_parse(&package, ctx, arena, source))
        return false;
    layout l = {.out = out,
                .arena = arena,
                .last = UINT32_MAX,
                .starts_line = true,
                .starts_item = true,
                .at_start = true};
    tn_vec_push(arena, &l.frames, ((frame){.kind = FRAME_FILE}));
    ast_find_pieces(&l.pieces, arena, without_mark(source->bytes));
    for (uint32_t i = 0; i < l.pieces.list.len;)
        i = put_next(&l, i);
    put_end(&l);
    return true;
}
