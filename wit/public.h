/* What public functions of several files need of a tenon_wit. */
#ifndef WIT_PUBLIC_H
#define WIT_PUBLIC_H

#include "tenon/wit_package.h"

#include "wit/wit.h"

wit_resolve *wit_resolve_of(const tenon_wit *wit);
/* It owns the resolve from now on; when it unwinds, not yet. */
tenon_wit *wit_wrap(wit_resolve *resolve);

#endif
