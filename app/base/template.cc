/*
 * template.cc - the shim over ctemplate, the one C++ file of the house. Keeps
 * its exceptions and its types to itself.
 *
 * Two things are ours: {{%INSERT parts/name}} copies a file beside the folder
 * into a template when it is loaded (an include of ctemplate does not see its
 * parent's values), and a template without its escaping pragma does not load.
 * In test builds a value that a template names and nobody set, and a section
 * that no template has, stop the program: ctemplate would leave both out.
 */
#include <dirent.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <list>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <ctemplate/template_emitter.h>
#include <ctemplate/template_modifiers.h>

extern "C" {
#include "base/template.h"
#include "base/log.h"
}

using ctemplate::TemplateCache;
using ctemplate::TemplateDictionary;

struct template_data {
	TemplateDictionary *dictionary;
	bool owned;
	/* Sections handed out; freed with their parent. */
	std::vector<template_data *> children;
#ifdef AOJ_TEST
	template_data *parent;
	std::string section;
	std::set<std::string> values, shown;
#endif
};

namespace {

const char html_pragma[] = "{{%AUTOESCAPE context=\"HTML\"}}";
const char text_pragma[] = "{{%AUTOESCAPE context=\"TEXT\"}}";
const int insert_depth = 4;
const size_t sources_kept = 16;

/* A source that was handed over, parsed. */
struct parsed {
	std::string source;
	TemplateCache *cache;
};

TemplateCache *cache;
std::list<parsed> *recent;	/* the last one used comes first */
std::map<std::string, ctemplate::Strip> *loaded;

bool
read_file(const std::string &path, std::string *out)
{
	std::ifstream in(path.c_str(), std::ios::binary);
	std::stringstream s;

	if (!in)
		return false;
	s << in.rdbuf();
	*out = s.str();
	return true;
}

/* Puts the files that {{%INSERT name}} names in their places. */
std::string
insert(const std::string &folder, const std::string &name,
    const std::string &source, int depth)
{
	static const std::string mark = "{{%INSERT ";
	std::string out;
	size_t at = 0, found;

	if (depth > insert_depth)
		die("%s: inserts itself", name.c_str());
	while ((found = source.find(mark, at)) != std::string::npos) {
		size_t end = source.find("}}", found);
		std::string part, file;

		if (end == std::string::npos)
			die("%s: an INSERT without an end", name.c_str());
		file = source.substr(found + mark.size(),
		    end - found - mark.size());
		if (!read_file(folder + "/../" + file, &part))
			die("%s: there is no %s", name.c_str(), file.c_str());
		out += source.substr(at, found - at);
		out += insert(folder, file, part, depth + 1);
		at = end + 2;
		/* The line break after an INSERT belongs to it. */
		if (at < source.size() && source[at] == '\n')
			at++;
	}
	return out + source.substr(at);
}

#ifdef AOJ_TEST
#include "base/template_names.hh"
#endif

bool
ends_with(const std::string &s, const char *tail)
{
	std::string t(tail);

	return s.size() >= t.size() &&
	    s.compare(s.size() - t.size(), t.size(), t) == 0;
}

void
load_one(const std::string &folder, const std::string &name)
{
	std::string source;
	std::string tried;
	TemplateDictionary nothing("nothing");
	ctemplate::Strip strip = ctemplate::STRIP_BLANK_LINES;

	if (!read_file(folder + "/" + name, &source))
		die("%s/%s cannot be read", folder.c_str(), name.c_str());
	if (ends_with(name, ".txt")) {
		if (source.compare(0, sizeof(text_pragma) - 1, text_pragma))
			die("%s: its first line must be %s", name.c_str(),
			    text_pragma);
		source.erase(0, source.find('\n') + 1);
		strip = ctemplate::DO_NOT_STRIP;
	} else if (source.compare(0, sizeof(html_pragma) - 1, html_pragma)) {
		die("%s: its first line must be %s", name.c_str(),
		    html_pragma);
	}
	source = insert(folder, name, source, 0);
	if (!cache->StringToTemplateCache(name, source, strip))
		die("%s: loaded twice, or does not parse", name.c_str());
	/* Rendered once with nothing in it: what does not parse shows now. */
	if (!cache->ExpandWithData(name, strip, &nothing, NULL, &tried))
		die("%s: does not parse", name.c_str());
	(*loaded)[name] = strip;
#ifdef AOJ_TEST
	size_t at = 0;

	read_names(source, &at, &named[name]);
#endif
}

/* Every template below folder. */
void
load_folder(const std::string &folder, const std::string &below)
{
	std::string path = below.empty() ? folder : folder + "/" + below;
	DIR *dir = opendir(path.c_str());
	struct dirent *entry;

	if (dir == NULL)
		die("%s: no folder of templates", path.c_str());
	while ((entry = readdir(dir)) != NULL) {
		std::string name = below.empty() ? entry->d_name :
		    below + "/" + entry->d_name;
		struct stat st;

		if (entry->d_name[0] == '.')
			continue;
		if (stat((folder + "/" + name).c_str(), &st) != 0)
			die("%s cannot be read", name.c_str());
		if (S_ISDIR(st.st_mode))
			load_folder(folder, name);
		else if (ends_with(name, ".html") || ends_with(name, ".txt"))
			load_one(folder, name);
	}
	closedir(dir);
}

/* NULL when it is no template. */
TemplateCache *
parse_source(const std::string &source)
{
	TemplateCache *made;

	if (recent == NULL)
		recent = new std::list<parsed>();
	for (auto it = recent->begin(); it != recent->end(); ++it) {
		if (it->source != source)
			continue;
		recent->splice(recent->begin(), *recent, it);
		return it->cache;
	}
	made = new TemplateCache();
	if (!made->StringToTemplateCache("source", source,
	    ctemplate::DO_NOT_STRIP)) {
		delete made;
		return NULL;
	}
	recent->push_front({ source, made });
	if (recent->size() > sources_kept) {
		delete recent->back().cache;
		recent->pop_back();
	}
	return made;
}

/* Writes into our own buffer, without a copy in between. */
class TextEmitter : public ctemplate::ExpandEmitter {
public:
	explicit TextEmitter(struct text *t) : out(t) {}
	virtual void Emit(char c) { text_add(out, &c, 1); }
	virtual void Emit(const std::string &s) {
		text_add(out, s.data(), s.size());
	}
	virtual void Emit(const char *s) { text_puts(out, s); }
	virtual void Emit(const char *s, size_t len) { text_add(out, s, len); }
private:
	struct text *out;
};

template_data *
child(template_data *parent, const char *section)
{
	template_data *d = new template_data();

	d->dictionary = parent->dictionary->AddSectionDictionary(section);
	d->owned = false;
	parent->children.push_back(d);
#ifdef AOJ_TEST
	require_section(section);
	d->parent = parent;
	d->section = section;
#endif
	return d;
}

}

extern "C" void
template_open(const char *folder)
{
	try {
		if (cache == NULL) {
			cache = new TemplateCache();
			loaded = new std::map<std::string, ctemplate::Strip>();
		}
		load_folder(folder, "");
	} catch (const std::exception &e) {
		die("templates: %s", e.what());
	}
}

extern "C" struct template_data *
template_data_new(void)
{
	try {
		template_data *d = new template_data();

		d->dictionary = new TemplateDictionary("page");
		d->owned = true;
		return d;
	} catch (const std::exception &e) {
		die("templates: %s", e.what());
	}
}

extern "C" void
template_data_free(struct template_data *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->children.size(); i++)
		template_data_free(d->children[i]);
	if (d->owned)
		delete d->dictionary;
	delete d;
}

extern "C" void
template_set(struct template_data *d, const char *name, const char *value)
{
	try {
		d->dictionary->SetValue(name, value);
#ifdef AOJ_TEST
		d->values.insert(name);
#endif
	} catch (const std::exception &e) {
		die("templates: %s", e.what());
	}
}

extern "C" void
template_set_number(struct template_data *d, const char *name, long value)
{
	try {
		d->dictionary->SetIntValue(name, value);
#ifdef AOJ_TEST
		d->values.insert(name);
#endif
	} catch (const std::exception &e) {
		die("templates: %s", e.what());
	}
}

extern "C" void
template_show(struct template_data *d, const char *name)
{
	try {
		d->dictionary->ShowSection(name);
#ifdef AOJ_TEST
		require_section(name);
		d->shown.insert(name);
#endif
	} catch (const std::exception &e) {
		die("templates: %s", e.what());
	}
}

extern "C" struct template_data *
template_section(struct template_data *d, const char *name)
{
	try {
		return child(d, name);
	} catch (const std::exception &e) {
		die("templates: %s", e.what());
	}
}

extern "C" void
template_escape(struct text *out, const char *s)
{
	try {
		TextEmitter emitter(out);

		ctemplate::pre_escape.Modify(s, strlen(s), NULL, &emitter, "");
	} catch (const std::exception &e) {
		die("templates: %s", e.what());
	}
}

extern "C" enum outcome
template_render(const char *file, const struct template_data *d,
    struct text *out)
{
	try {
		TextEmitter emitter(out);

		if (loaded == NULL || loaded->find(file) == loaded->end())
			return log_failed("there is no template %s", file);
#ifdef AOJ_TEST
		require_values(file, named[file], d);
#endif
		if (!cache->ExpandWithData(file, (*loaded)[file],
		    d->dictionary, NULL, &emitter))
			return log_failed("%s does not render", file);
		return DONE;
	} catch (const std::exception &e) {
		return log_failed("%s: %s", file, e.what());
	}
}

extern "C" enum outcome
template_render_source(const char *source, const struct template_data *d,
    struct text *out)
{
	try {
		TemplateCache *made = parse_source(source);
		TextEmitter emitter(out);

		if (made == NULL)
			return log_failed("a letter's text does not parse");
#ifdef AOJ_TEST
		naming names;
		size_t at = 0;

		read_names(source, &at, &names);
		require_values("a letter's text", names, d);
#endif
		if (!made->ExpandWithData("source", ctemplate::DO_NOT_STRIP,
		    d->dictionary, NULL, &emitter))
			return log_failed("a letter's text does not render");
		return DONE;
	} catch (const std::exception &e) {
		return log_failed("a letter's text: %s", e.what());
	}
}
