# SPDX-License-Identifier: ISC
# dist and deb: a tarball of the sources, and packages made from it.

# The date of everything in the tarball and the packages, in seconds since 1970: they do not depend on when they were made.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || stat -c %Y NEWS.md)
release := inetkit-$(VERSION)
tarball := $(BUILD)/$(release).tar.gz

.PHONY: dist deb $(tarball)

dist: $(tarball) ## make a tarball of the sources

# In a repository these are the files that git knows; in an unpacked tarball, all files.
$(tarball):
	$(call say,TAR,$@)
	$(quiet)mkdir -p $(@D) && { git ls-files 2>/dev/null | grep . || \
		find . \( -path './$(BUILD)' -o -name .git \) -prune -o -type f -printf '%P\n'; } | LC_ALL=C sort | \
		tar -c --files-from=- --format=ustar --owner=0 --group=0 --numeric-owner --mode=u+rw,go=rX \
			--mtime=@$(SOURCE_DATE_EPOCH) --transform='s,^,$(release)/,' -I 'gzip -n' -f $@

deb: $(tarball) ## make packages for Debian and Ubuntu in build/deb
	$(quiet)rm -rf $(BUILD)/deb && mkdir -p $(BUILD)/deb && tar -xf $(tarball) -C $(BUILD)/deb && \
		cp $(tarball) $(BUILD)/deb/inetkit_$(VERSION).orig.tar.gz && cp -r packaging/debian $(BUILD)/deb/$(release)/debian && \
		packaging/generate $(registry) - packaging/debian/changelog.in VERSION=$(VERSION) \
			DATE="$$(date -u -R -d @$(SOURCE_DATE_EPOCH))" >$(BUILD)/deb/$(release)/debian/changelog && \
		rm $(BUILD)/deb/$(release)/debian/changelog.in
	cd $(BUILD)/deb/$(release) && env -u MAKEFLAGS -u MAKELEVEL -u BUILD SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) dpkg-buildpackage -us -uc
	@ls $(BUILD)/deb/*.deb
