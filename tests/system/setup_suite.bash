# SPDX-License-Identifier: ISC
# Installs the tree on this system, which must be a container whose changes are discarded: see boot.

setup_suite() {
  if [ -z "${INETKIT_TREE-}" ] || ! systemd-detect-virt --quiet --container; then
    echo "these suites are for a container that is thrown away: tests/system/boot" >&2
    return 1
  fi
  tar -C "$INETKIT_TREE" -c . | tar -C / -x --no-same-owner --no-overwrite-dir --keep-directory-symlink
  # The commands of inetkit(7).
  systemd-sysusers
  systemctl daemon-reload
  bash -euc "$(grep -o 'journalctl --update-catalog' /usr/share/man/man7/inetkit.7)"
  printf '%s\n' '127.0.0.1 localhost' '::1 localhost' >/etc/hosts
}
