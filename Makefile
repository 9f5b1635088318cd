# aoj: `make help` lists what can be made.
#
#   B  where things are built (build)     R  where things run (.run)
#   VARIANT  release, test (test clock) or asan (test clock, sanitizers)
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
LDFLAGS_asan = $(SANITIZE)

GMIME = $(shell pkg-config --cflags gmime-3.0 | sed 's/-I/-isystem /g')
KORE = $(shell cat /usr/share/kore/features 2>/dev/null)
# Some variants change a constant (the attack's naive drafts): EXTRA.
CPPFLAGS = -Iapp -I$(B)/gen -D_GNU_SOURCE -I/usr/include/postgresql $(EXTRA)
COMPILE = $(CPPFLAGS) $(CFLAGS_$(VARIANT)) -fPIC -fvisibility=hidden -MMD -MP

# Rooms: one archive each, so that a program links only what it refers to.
ROOMS = base domain crypto storage mail formats actions web
objects = $(patsubst app/%.c,$(B)/obj/%.o,$(wildcard app/$(1)/*.c)) \
	$(patsubst app/%.cc,$(B)/obj/%.o,$(wildcard app/$(1)/*.cc))
ARCHIVES = $(ROOMS:%=$(B)/lib%.a)
# Later rooms lean on earlier ones; the linker reads left to right.
LINK_ROOMS = -Wl,--start-group $(ARCHIVES) -Wl,--end-group
GEN = $(B)/gen/storage/statements.h
# What each process may say to the database; a program links only its own.
TABLES = $(patsubst %,$(B)/gen/storage/statements_%.o,survey office post count)
says = $(patsubst %,-Wl$(comma)-u$(comma)statements_%,$(1))
comma = ,

LIBS_base = -lutf8proc
LIBS_survey = -lpq -lsodium -lgfshare -ljansson -lutf8proc -lctemplate_nothreads -lz
LIBS_cli = -lpq -lsodium -lgfshare -ljansson -lutf8proc -lcsv -lidn2 -lm
LIBS_count = -lpq -lsodium -lgfshare -ljansson -lutf8proc -lm
LIBS_post = -lpq -lsodium -lgfshare -ljansson -lutf8proc -lctemplate_nothreads \
	-lcurl -lidn2 -lm $(shell pkg-config --libs gmime-3.0)

PROGRAMS = $(B)/aoj $(B)/aoj-post $(B)/aoj-count $(B)/survey.so

.PHONY: help all programs run test demo bench fuzz lint unit setup clean FORCE
.SECONDARY:

help:	## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

all: programs

programs: $(PROGRAMS)	## all programs of this VARIANT, into $(B)

$(B)/gen/storage/statements.h: $(wildcard app/storage/*.sql) app/storage/statements.py
	@mkdir -p $(@D)
	$(PYTHON) app/storage/statements.py $(@D) app/storage
	@touch $@

$(TABLES): %.o: $(GEN)
	$(CC) -std=gnu11 $(WARN_C) $(COMPILE) -c -o $@ $(@:.o=.c)

$(B)/obj/%.o: app/%.c $(GEN)
	@mkdir -p $(@D)
	$(CC) -std=gnu11 $(WARN_C) $(COMPILE) $(FLAGS_$(firstword $(subst /, ,$*))) -c -o $@ $<

$(B)/obj/%.o: app/%.cc
	@mkdir -p $(@D)
	$(CXX) -std=c++17 $(WARN) $(COMPILE) -c -o $@ $<

FLAGS_mail = $(GMIME)
FLAGS_post = $(GMIME)
FLAGS_web = $(KORE)
FLAGS_survey = $(KORE)

define archive
$(B)/lib$(1).a: $$(call objects,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach room,$(ROOMS),$(eval $(call archive,$(room))))
$(B)/libstorage.a: $(TABLES)

$(B)/aoj: $(call objects,cli) $(ARCHIVES)
	$(CC) $(LDFLAGS_$(VARIANT)) -o $@ $(call objects,cli) $(call says,office count) $(LINK_ROOMS) $(LIBS_cli)

$(B)/aoj-count: $(call objects,count) $(ARCHIVES)
	$(CC) $(LDFLAGS_$(VARIANT)) -o $@ $(call objects,count) $(call says,count) $(LINK_ROOMS) $(LIBS_count)

$(B)/aoj-post: $(call objects,post) $(ARCHIVES)
	$(CXX) $(LDFLAGS_$(VARIANT)) -o $@ $(call objects,post) $(call says,post) $(LINK_ROOMS) $(LIBS_post)

$(B)/survey.so: $(call objects,survey) $(ARCHIVES)
	$(CXX) -shared $(LDFLAGS_$(VARIANT)) -Wl,-Bsymbolic -Wl,--gc-sections -o $@ \
		$(call objects,survey) $(call says,survey) $(LINK_ROOMS) $(LIBS_survey)

# Unit tests: one program a file, under the sanitizers.
UNIT = $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))

unit:	## the unit tests, under ASan and UBSan
	@$(MAKE) --no-print-directory B=$(B)/asan VARIANT=asan unit-programs
	@for t in $(patsubst $(B)/%,$(B)/asan/%,$(UNIT)); do $$t || exit 1; done

unit-programs: $(UNIT) $(B)/storage/test_db

# The connection with statements of the test's own.
$(B)/gen-test/storage/statements.h: app/storage/db.sql app/storage/statements.py \
		tests/storage/statements.test
	@mkdir -p $(@D)
	$(PYTHON) app/storage/statements.py $(@D) app/storage/db.sql tests/storage/statements.test
	@touch $@

DB_SOURCES = $(patsubst %,app/storage/%.c,db db_run db_array rows)
$(B)/storage/test_db: tests/storage/test_db.c $(DB_SOURCES) app/storage/db_inside.h \
		$(B)/gen-test/storage/statements.h $(B)/libbase.a
	@mkdir -p $(@D)
	$(CC) -std=gnu11 $(WARN_C) -I$(B)/gen-test $(filter-out -MMD -MP,$(COMPILE)) \
		$(LDFLAGS_$(VARIANT)) -o $@ $(filter %.c,$^) \
		$(B)/gen-test/storage/statements_post.c $(B)/libbase.a -lpq -lutf8proc -lcmocka

$(B)/unit/%: tests/unit/%.c $(ARCHIVES)
	@mkdir -p $(@D)
	$(CC) -std=gnu11 $(WARN_C) $(COMPILE) $(GMIME) -fvisibility=default -c -o $@.o $<
	$(CXX) $(LDFLAGS_$(VARIANT)) -o $@ $@.o $(call says,survey office post count) \
		$(LINK_ROOMS) $(LIBS_post) -lcsv -lcmocka

clean:	## what was built; keeps $(R)
	rm -rf $(B)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
