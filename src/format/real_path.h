/* SPDX-License-Identifier: ISC */
/* Where a path leads, also if no file is there yet. */
#ifndef INETKIT_FORMAT_REAL_PATH_H
#define INETKIT_FORMAT_REAL_PATH_H

/*
 * Like realpath(3), but the file may be missing; its directory must exist. The caller frees the
 * result. Returns NULL and sets errno on failure.
 */
char *real_path_find(const char *path);

#endif
