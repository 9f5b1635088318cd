# aoj: `make help` lists what can be made.
#
#   B  where things are built (build)     R  where things run (.run)
#   VARIANT  release, test (test clock), asan (test clock, sanitizers) or fuzz
#   V=1  shows every command              EXTRA  more -D, for planted variants
B ?= build
R ?= .run
VARIANT ?= release
CC = gcc
CXX = g++
PYTHON = /usr/bin/python3

WARN = -Wall -Wextra -Werror -Wshadow -Wpointer-arith -Wcast-qual -Wvla
WARN_C = $(WARN) -Wstrict-prototypes -Wmissing-prototypes
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
CFLAGS_release = -O2 -g
CFLAGS_test = -O2 -g -DAOJ_TEST
CFLAGS_asan = -O1 -g -DAOJ_TEST $(SANITIZE)
CFLAGS_fuzz = -O1 -g -DAOJ_TEST $(SANITIZE) -fsanitize=fuzzer-no-link
LDFLAGS_release = -Wl,-z,relro,-z,now
LDFLAGS_asan = $(SANITIZE)
LDFLAGS_fuzz = $(SANITIZE)

# Asked only when something is compiled: set-up may install them first.
GMIME = $(shell pkg-config --cflags gmime-3.0 | sed 's/-I/-isystem /g')
KORE = $(shell cat /usr/share/kore/features)
CPPFLAGS = -Iapp -I$(B)/gen -D_GNU_SOURCE -I/usr/include/postgresql $(EXTRA)
COMPILE = $(CPPFLAGS) $(CFLAGS_$(VARIANT)) -fPIC -fvisibility=hidden \
	-ffunction-sections -fdata-sections -MMD -MP
FLAGS_mail = $(GMIME)
FLAGS_post = $(GMIME)
FLAGS_web = $(KORE)
FLAGS_survey = $(KORE)

# Rooms: one archive each, so that a program links only what it refers to.
ROOMS = base domain crypto storage mail formats actions web
objects = $(patsubst app/%.c,$(B)/obj/%.o,$(wildcard app/$(1)/*.c)) \
	$(patsubst app/%.cc,$(B)/obj/%.o,$(wildcard app/$(1)/*.cc))
ARCHIVES = $(ROOMS:%=$(B)/lib%.a)
LINK_ROOMS = -Wl,--start-group $(ARCHIVES) -Wl,--end-group
# What each process may say to the database; a program links only its own.
GEN = $(B)/gen/storage/statements.h
TABLES = $(patsubst %,$(B)/gen/storage/statements_%.o,survey office post count results)
comma = ,
says = $(patsubst %,-Wl$(comma)-u$(comma)statements_%,$(1))

# door -> program, the statements it says, the libraries it needs
PROGRAM_cli = aoj
PROGRAM_count = aoj-count
PROGRAM_post = aoj-post
PROGRAM_survey = survey.so
SAYS_cli = office count post results
SAYS_count = count
SAYS_post = post
SAYS_survey = survey
LIBS_all = -lpq -lsodium -lgfshare -ljansson -lutf8proc -lm
LIBS_cli = $(LIBS_all) -lcsv -lctemplate_nothreads -lcurl -lidn2 -lpsl \
	$(shell pkg-config --libs gmime-3.0)
LIBS_count = $(LIBS_all)
LIBS_post = $(LIBS_all) -lctemplate_nothreads -lcurl -lidn2 -lpsl \
	$(shell pkg-config --libs gmime-3.0)
LIBS_survey = $(LIBS_all) -lctemplate_nothreads -lz
DOORS = $(foreach d,cli count post survey,$(if $(wildcard app/$(d)/*.c),$(d)))
PROGRAMS = $(foreach d,$(DOORS),$(B)/$(PROGRAM_$(d)))

# As many jobs as there are processors, unless somebody said how many.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))
MAKES = $(MAKE) --no-print-directory $(JOBS)
TEST_ENV = AOJ_B=$(abspath $(B)) AOJ_BUILD=$(abspath $(B))/test
Q = $(if $(V),,@)
say = @printf '  %-6s %s\n'

.PHONY: help all programs assets run test unit unit-programs demo fuzz fuzzers \
	kills lint bench setup-run setup-test clean
.SECONDARY:
.DELETE_ON_ERROR:

help:	## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

run: setup-run	## set up everything and serve, with a demonstration wave
	@$(MAKES) programs assets
	@$(PYTHON) conf/setup/serve.py $(B) $(R)

test: setup-test	## every test; the last line counts them
	@$(MAKES) tests
	@$(TEST_ENV) tests/run $(SUITES)

demo: setup-test	## replay Drechtsteden 2015, in three minutes
	@$(MAKES) assets
	@$(MAKES) B=$(B)/test VARIANT=test programs
	@$(TEST_ENV) $(PYTHON) tests/demo/demo.py

unit:	## the unit tests alone, under ASan and UBSan
	@$(MAKES) B=$(B)/asan VARIANT=asan unit-programs
	@AOJ_B=$(abspath $(B)) tests/run unit

fuzz: fuzzers	## fuzz every parser, FUZZ_SECONDS each (60)
	@AOJ_B=$(abspath $(B)) tests/fuzz/run --seconds $(or $(FUZZ_SECONDS),60)

lint: setup-test	## gcc and clang, without a warning
	@$(MAKES) programs
	@$(MAKES) B=$(B)/clang CC=clang-14 CXX=clang++-14 programs
	@$(MAKES) B=$(B)/clang-test CC=clang-14 CXX=clang++-14 VARIANT=test \
		programs unit-programs

kills: setup-test	## 200 kills of post while exim takes 2,000 letters
	@$(MAKES) B=$(B)/test VARIANT=test programs
	@$(TEST_ENV) KILLS=200 LETTERS=2000 $(PYTHON) tests/mail/test_kills_exim.py

bench: setup-test	## measure; the figures go to $(B)/bench.json too
	@$(MAKES) programs assets bench-programs
	@$(TEST_ENV) tests/bench/run $(BENCH)

clean:	## remove what was built; keeps $(R)
	rm -rf $(B) assets/dist

# Debian packages, the user that serves, npm packages: nothing the second time.
setup-run setup-test:
	@sh conf/setup/setup.sh $(@:setup-%=%)

programs: $(PROGRAMS)	## the programs of this VARIANT, into $(B)
	@:

# All that the tests need.
tests: programs assets fuzzers bench-programs $(B)/mail/dies.so
	@$(MAKES) B=$(B)/test VARIANT=test programs
	@$(MAKES) B=$(B)/asan VARIANT=asan programs unit-programs
	@$(MAKES) B=$(B)/naive VARIANT=test EXTRA="-DDRAFT_STEP=1 -DUNGUARDED" programs

# ---- rooms ----

$(GEN): $(wildcard app/storage/*.sql) app/storage/statements.py
	$(say) sql $(@D)
	@mkdir -p $(@D)
	$(Q)$(PYTHON) app/storage/statements.py $(@D) app/storage
	@touch $@

$(TABLES): %.o: $(GEN)
	$(Q)$(CC) -std=gnu11 $(WARN_C) $(COMPILE) -c -o $@ $(@:.o=.c)

$(B)/obj/%.o: app/%.c $(GEN)
	$(say) cc $<
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 $(WARN_C) $(COMPILE) $(FLAGS_$(firstword $(subst /, ,$*))) -c -o $@ $<

$(B)/obj/%.o: app/%.cc
	$(say) c++ $<
	@mkdir -p $(@D)
	$(Q)$(CXX) -std=c++17 $(WARN) $(COMPILE) -c -o $@ $<

define archive
$(B)/lib$(1).a: $$(call objects,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$(Q)ar rcs $$@ $$^
endef
$(foreach room,$(ROOMS),$(eval $(call archive,$(room))))
$(B)/libstorage.a: $(TABLES)

# ---- programs ----

define program
$(B)/$(PROGRAM_$(1)): $$(call objects,$(1)) $$(ARCHIVES)
	$$(say) link $$@
	$$(Q)$$(CXX) $(2) $$(LDFLAGS_$$(VARIANT)) -Wl,--gc-sections,--as-needed -o $$@ \
		$$(call objects,$(1)) $$(call says,$$(SAYS_$(1))) $$(LINK_ROOMS) $$(LIBS_$(1))
endef
$(foreach door,cli count post,$(eval $(call program,$(door))))
# Kore loads the survey as a module; -Bsymbolic: our words mean ours there.
$(eval $(call program,survey,-shared -Wl$(comma)-Bsymbolic))

assets: assets/dist/manifest.txt	## stylesheet, script and typeface of the pages
	@:

assets/dist/manifest.txt: assets/build.mjs assets/package-lock.json \
		$(wildcard assets/css/* assets/js/*)
	@sh conf/setup/npm.sh assets
	$(say) node assets/dist
	$(Q)node assets/build.mjs

# ---- tests: one program a file ----

UNIT = $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))

unit-programs: $(UNIT) $(B)/storage/test_db $(B)/mail/probe

$(B)/unit/%: tests/unit/%.c $(ARCHIVES)
	$(say) test $@
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 $(WARN_C) $(COMPILE) $(GMIME) -fvisibility=default -c -o $@.o $<
	$(Q)$(CXX) $(LDFLAGS_$(VARIANT)) -o $@ $@.o $(call says,survey office post count results) \
		$(LINK_ROOMS) $(LIBS_post) -lcsv -lcmocka -lz

# The connection with statements of the test's own.
$(B)/gen-test/storage/statements.h: app/storage/db.sql app/storage/statements.py \
		tests/storage/statements.test
	@mkdir -p $(@D)
	$(Q)$(PYTHON) app/storage/statements.py $(@D) app/storage/db.sql tests/storage/statements.test
	@touch $@

DB_SOURCES = $(patsubst %,app/storage/%.c,db db_run db_array rows)
$(B)/storage/test_db: tests/storage/test_db.c $(DB_SOURCES) app/storage/db_inside.h \
		$(B)/gen-test/storage/statements.h $(B)/libbase.a
	$(say) test $@
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 $(WARN_C) -I$(B)/gen-test $(filter-out -MMD -MP,$(COMPILE)) \
		$(LDFLAGS_$(VARIANT)) -o $@ $(filter %.c,$^) \
		$(B)/gen-test/storage/statements_post.c $(B)/libbase.a -lpq -lutf8proc -lm -lcmocka

$(B)/mail/probe: tests/mail/probe.c $(ARCHIVES)
	$(say) test $@
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 $(WARN_C) $(COMPILE) -c -o $@.o $<
	$(Q)$(CXX) $(LDFLAGS_$(VARIANT)) -o $@ $@.o $(LINK_ROOMS) $(LIBS_post)

# A fault of the MIME library, for a test of what follows.
$(B)/mail/dies.so: tests/mail/dies.c
	$(say) test $@
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 $(WARN_C) $(CFLAGS_release) -fPIC -D_GNU_SOURCE \
		$(GMIME) -shared -o $@ $<

FUZZ = $(patsubst tests/fuzz/%.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))

fuzzers:
	@$(MAKES) B=$(B)/fuzz CC=clang-14 CXX=clang++-14 VARIANT=fuzz fuzz-programs

fuzz-programs: $(FUZZ)

$(B)/fuzz_%: tests/fuzz/fuzz_%.c $(ARCHIVES)
	$(say) fuzz $@
	$(Q)$(CC) -std=gnu11 $(WARN_C) $(COMPILE) $(GMIME) -c -o $@.o $<
	$(Q)$(CXX) $(LDFLAGS_fuzz) -fsanitize=fuzzer -o $@ $@.o \
		$(call says,survey office post count results) $(LINK_ROOMS) $(LIBS_post) -lcsv -lz

# ---- what the survey is measured against, and its parts alone ----

bench-programs: $(B)/bench/bare.so $(B)/bench/micro $(B)/bench/smtp_sink \
	$(B)/bench/bare_smtp

$(B)/bench/bare.so: tests/bench/bare.c
	$(say) bench $@
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 $(WARN_C) $(CFLAGS_release) -fPIC \
		-D_GNU_SOURCE -I/usr/include/postgresql $(KORE) -shared -o $@ $< -lpq

$(B)/bench/smtp_sink $(B)/bench/bare_smtp: $(B)/bench/%: tests/bench/%.c
	$(say) bench $@
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 $(WARN_C) $(CFLAGS_release) -D_GNU_SOURCE -o $@ $< -lcurl

$(B)/bench/micro: tests/bench/micro.c $(B)/survey.so $(ARCHIVES)
	$(say) bench $@
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 $(WARN_C) $(COMPILE) $(KORE) -c -o $@.o $<
	@rm -f $(@D)/libsurvey.a
	$(Q)ar rcs $(@D)/libsurvey.a $(call objects,survey)
	$(Q)$(CXX) -Wl,--gc-sections,--as-needed -o $@ $@.o \
		$(B)/bench/libsurvey.a $(call says,survey) $(LINK_ROOMS) $(LIBS_survey)

-include $(wildcard $(B)/obj/*/*.d $(B)/unit/*.d $(B)/gen/storage/*.d $(B)/fuzz_*.d)
