# SPDX-License-Identifier: ISC
# dist, deb, rpm and pkgbuild: a tarball of the sources, and packages made from it.

# The date of everything in the tarball and the packages, in seconds since 1970: they do not depend on when they were made.
SOURCE_DATE_EPOCH ?= $(shell { [ -e .git ] && git log -1 --format=%ct; } || stat -c %Y NEWS.md)
release := inetkit-$(VERSION)
tarball := $(BUILD)/$(release).tar.gz
# Runs a command that calls make for another build.
apart = env -u MAKEFLAGS -u MAKELEVEL -u BUILD SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH)

.PHONY: dist deb rpm pkgbuild $(tarball)

dist: $(tarball) ## make a tarball of the sources

# In a repository these are the files that git knows; in an unpacked tarball, all files.
$(tarball):
	$(call say,TAR,$@)
	$(quiet)mkdir -p $(@D) && if [ -e .git ]; then git ls-files; else \
		find . -path './$(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))' -prune -o -type f -printf '%P\n'; fi >$@.list
	$(quiet)LC_ALL=C sort $@.list | tar -c --files-from=- --format=ustar --owner=0 --group=0 --numeric-owner --mode=u+rw,go=rX \
			--mtime=@$(SOURCE_DATE_EPOCH) --transform='s,^,$(release)/,' -I 'gzip -n' -f $@

deb: $(tarball) ## make packages for Debian and Ubuntu in build/deb
	$(quiet)rm -rf $(BUILD)/deb && mkdir -p $(BUILD)/deb && tar -xf $(tarball) -C $(BUILD)/deb && \
		cp $(tarball) $(BUILD)/deb/inetkit_$(VERSION).orig.tar.gz && cp -r packaging/debian $(BUILD)/deb/$(release)/debian && \
		packaging/generate $(registry) - packaging/debian/changelog.in VERSION=$(VERSION) \
			DATE="$$(date -u -R -d @$(SOURCE_DATE_EPOCH))" >$(BUILD)/deb/$(release)/debian/changelog && \
		rm $(BUILD)/deb/$(release)/debian/changelog.in
	cd $(BUILD)/deb/$(release) && $(apart) dpkg-buildpackage -us -uc
	@ls $(BUILD)/deb/*.deb

RPMBUILD ?= rpmbuild
# Where another package manager installs packages, the database of rpm knows none of them.
rpm_nodeps = $(shell rpm -q --quiet rpm || echo --nodeps)
rpm_units = SOCKETS='$(notdir $(sockets) $(dgram_sockets) $(shared_sockets))' SERVERS='$(notdir $(long_lived_services))'

rpm: $(tarball) ## make packages for Fedora, EPEL and openSUSE in build/rpm
	$(quiet)rm -rf $(BUILD)/rpm && mkdir -p $(BUILD)/rpm && packaging/generate $(registry) - packaging/rpm/inetkit.spec.in \
		VERSION=$(VERSION) DATE="$$(LC_ALL=C date -u '+%a %b %d %Y' -d @$(SOURCE_DATE_EPOCH))" $(rpm_units) >$(BUILD)/rpm/inetkit.spec
	$(apart) $(RPMBUILD) -ba $(rpm_nodeps) \
		--define '_topdir $(abspath $(BUILD)/rpm)' --define '_sourcedir $(abspath $(BUILD))' --define '_buildhost localhost' \
		--define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' $(BUILD)/rpm/inetkit.spec
	@ls $(BUILD)/rpm/*RPMS/*.rpm $(BUILD)/rpm/RPMS/*/*.rpm

pkgbuild: $(tarball) ## write the files for makepkg of Arch Linux to build/arch
	$(quiet)rm -rf $(BUILD)/arch && mkdir -p $(BUILD)/arch && cp $(tarball) $(BUILD)/arch && \
		packaging/generate $(registry) - packaging/arch/inetkit.install.in TEXTFILEDIR=$(TEXTFILEDIR) >$(BUILD)/arch/inetkit.install && \
		packaging/generate $(registry) - packaging/arch/PKGBUILD.in VERSION=$(VERSION) TEXTFILEDIR=$(TEXTFILEDIR) \
			SHA256="$$(sha256sum $(tarball) | cut -d ' ' -f 1)" >$(BUILD)/arch/PKGBUILD
