// WIT, as WIT.md of the Component Model describes it (August 2026).
//
// More is let through here than WIT allows, where a later stage can say
// better what is wrong: identifiers with underscores or letters that are not
// ASCII, keywords as identifiers (an identifier stands wherever no keyword
// can), packages nested in nested packages.

const list_of = (rule) => seq(rule, repeat(seq(',', rule)), optional(','));
const braced_list = (rule) => seq('{', optional(list_of(rule)), '}');

module.exports = grammar({
  name: 'wit',

  word: ($) => $.identifier,

  // Block comments nest, which no regular expression can follow.
  externals: ($) => [$.block_comment],
  extras: ($) => [/[ \t\r\n]/, $.doc_comment, $.line_comment, $.block_comment],

  supertypes: ($) => [$.type],

  rules: {
    source_file: ($) =>
      seq(optional($.package_decl), repeat($._package_item)),

    _package_item: ($) =>
      choice($.toplevel_use, $.interface, $.world, $.nested_package),

    package_decl: ($) => seq('package', field('name', $.package_name), ';'),

    nested_package: ($) =>
      seq(
        'package',
        field('name', $.package_name),
        field('body', $.package_body),
      ),

    package_body: ($) => seq('{', repeat($._package_item), '}'),

    package_name: ($) =>
      seq(
        field('namespace', $.identifier),
        ':',
        field('package', $.identifier),
        optional(seq('@', field('version', $.version))),
      ),

    // Feature gates

    _attributes: ($) => repeat1($.attribute),

    attribute: ($) =>
      seq(
        '@',
        choice(
          seq('since', '(', 'version', '=', field('value', $.version), ')'),
          seq('unstable', '(', 'feature', '=', field('value', $.identifier), ')'),
          seq('deprecated', '(', 'version', '=', field('value', $.version), ')'),
          seq('external-id', '(', field('value', $.string), ')'),
        ),
      ),

    // Interfaces and worlds

    toplevel_use: ($) =>
      seq(
        optional($._attributes),
        'use',
        field('path', $.use_path),
        optional(seq('as', field('alias', $.identifier))),
        ';',
      ),

    use_path: ($) =>
      choice(
        field('name', $.identifier),
        seq(
          field('namespace', $.identifier),
          ':',
          field('package', $.identifier),
          '/',
          field('name', $.identifier),
          optional(seq('@', field('version', $.version))),
        ),
      ),

    interface: ($) =>
      seq(
        optional($._attributes),
        'interface',
        field('name', $.identifier),
        field('body', $.interface_body),
      ),

    interface_body: ($) => seq('{', repeat($._interface_item), '}'),

    _interface_item: ($) => choice($.use, $._typedef, $.func),

    world: ($) =>
      seq(
        optional($._attributes),
        'world',
        field('name', $.identifier),
        field('body', $.world_body),
      ),

    world_body: ($) => seq('{', repeat($._world_item), '}'),

    _world_item: ($) =>
      choice($.import, $.export, $.include, $.use, $._typedef),

    import: ($) => seq(optional($._attributes), 'import', $._extern),
    export: ($) => seq(optional($._attributes), 'export', $._extern),

    _extern: ($) =>
      choice(
        seq(field('path', $.use_path), ';'),
        seq(field('name', $.identifier), ':', field('type', $.func_type), ';'),
        seq(field('name', $.identifier), ':', field('path', $.use_path), ';'),
        seq(
          field('name', $.identifier),
          ':',
          'interface',
          field('body', $.interface_body),
        ),
      ),

    include: ($) =>
      seq(
        optional($._attributes),
        'include',
        field('path', $.use_path),
        choice(
          ';',
          seq('with', braced_list(field('rename', $.include_name))),
        ),
      ),

    include_name: ($) =>
      seq(field('name', $.identifier), 'as', field('alias', $.identifier)),

    use: ($) =>
      seq(
        optional($._attributes),
        'use',
        field('path', $.use_path),
        '.',
        braced_list(field('item', $.use_name)),
        ';',
      ),

    use_name: ($) =>
      seq(
        field('name', $.identifier),
        optional(seq('as', field('alias', $.identifier))),
      ),

    // Functions

    func: ($) =>
      seq(
        optional($._attributes),
        field('name', $.identifier),
        ':',
        field('type', $.func_type),
        ';',
      ),

    func_type: ($) =>
      seq(
        optional('async'),
        'func',
        field('params', $.params),
        optional(seq('->', field('result', $.type))),
      ),

    params: ($) => seq('(', optional(list_of($.param)), ')'),

    param: ($) => seq(field('name', $.identifier), ':', field('type', $.type)),

    // Types with a name

    _typedef: ($) =>
      choice($.alias, $.record, $.variant, $.flags, $.enum, $.resource),

    alias: ($) =>
      seq(
        optional($._attributes),
        'type',
        field('name', $.identifier),
        '=',
        field('type', $.type),
        ';',
      ),

    record: ($) =>
      seq(
        optional($._attributes),
        'record',
        field('name', $.identifier),
        braced_list($.record_field),
      ),

    record_field: ($) =>
      seq(field('name', $.identifier), ':', field('type', $.type)),

    variant: ($) =>
      seq(
        optional($._attributes),
        'variant',
        field('name', $.identifier),
        braced_list($.variant_case),
      ),

    variant_case: ($) =>
      seq(
        field('name', $.identifier),
        optional(seq('(', field('type', $.type), ')')),
      ),

    flags: ($) =>
      seq(
        optional($._attributes),
        'flags',
        field('name', $.identifier),
        braced_list($.label),
      ),

    enum: ($) =>
      seq(
        optional($._attributes),
        'enum',
        field('name', $.identifier),
        braced_list($.label),
      ),

    label: ($) => field('name', $.identifier),

    resource: ($) =>
      seq(
        optional($._attributes),
        'resource',
        field('name', $.identifier),
        choice(';', field('body', $.resource_body)),
      ),

    resource_body: ($) => seq('{', repeat($._resource_item), '}'),

    _resource_item: ($) => choice($.method, $.constructor),

    method: ($) =>
      seq(
        optional($._attributes),
        field('name', $.identifier),
        ':',
        optional('static'),
        field('type', $.func_type),
        ';',
      ),

    constructor: ($) =>
      seq(
        optional($._attributes),
        'constructor',
        field('params', $.params),
        optional(seq('->', field('result', $.type))),
        ';',
      ),

    // Types

    type: ($) =>
      choice(
        $.primitive_type,
        $.type_name,
        $.list_type,
        $.tuple_type,
        $.option_type,
        $.result_type,
        $.map_type,
        $.stream_type,
        $.future_type,
        $.own_type,
        $.borrow_type,
      ),

    primitive_type: (_) =>
      choice(
        'bool', 's8', 'u8', 's16', 'u16', 's32', 'u32', 's64', 'u64',
        'f32', 'f64', 'char', 'string', 'error-context',
      ),

    type_name: ($) => field('name', $.identifier),

    list_type: ($) =>
      seq(
        'list',
        '<',
        field('arg', $.type),
        optional(seq(',', field('length', $.integer))),
        '>',
      ),

    tuple_type: ($) =>
      seq('tuple', '<', optional(list_of(field('arg', $.type))), '>'),

    option_type: ($) => seq('option', '<', field('arg', $.type), '>'),

    result_type: ($) =>
      seq(
        'result',
        optional(
          seq(
            '<',
            choice(
              seq('_', ',', field('error', $.type)),
              seq(field('ok', $.type), optional(seq(',', field('error', $.type)))),
            ),
            '>',
          ),
        ),
      ),

    map_type: ($) =>
      seq('map', '<', field('arg', $.type), ',', field('arg', $.type), '>'),

    stream_type: ($) =>
      seq('stream', optional(seq('<', field('arg', $.type), '>'))),

    future_type: ($) =>
      seq('future', optional(seq('<', field('arg', $.type), '>'))),

    own_type: ($) => seq('own', '<', field('name', $.identifier), '>'),

    borrow_type: ($) => seq('borrow', '<', field('name', $.identifier), '>'),

    // Tokens

    identifier: (_) => /%?[A-Za-z_\u0080-\u{10ffff}][A-Za-z0-9_\u0080-\u{10ffff}-]*/u,

    integer: (_) => /[0-9]+/,

    version: (_) =>
      /[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?/,

    // The core text format's names: escapes are checked when it is read.
    string: (_) => /"([^"\\\n]|\\[^\n])*"/,

    doc_comment: (_) => token(prec(1, /\/\/\/[^\n]*/)),
    line_comment: (_) => token(/\/\/[^\n]*/),
  },
});
