/* Symbol visibility and attributes of the public interface. */
#ifndef TENON_EXPORT_H
#define TENON_EXPORT_H

#if defined(__GNUC__)
#define TENON_API __attribute__((visibility("default")))
#define TENON_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define TENON_API
#define TENON_PRINTF(fmt, args)
#endif

/* Documents a transfer: the receiver of an OWN pointer frees it. */
#define TENON_OWN

#endif
