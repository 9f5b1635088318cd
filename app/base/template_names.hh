/*
 * template_names.hh - a part of template.cc for test builds: what templates
 * name, so that a value or a section that nobody knows stops the program.
 * Included inside its namespace, after struct template_data.
 */
#ifndef BASE_TEMPLATE_NAMES_HH
#define BASE_TEMPLATE_NAMES_HH

/* What a template names between {{#name}} and {{/name}}, or as a whole. */
struct naming {
	std::string section;
	std::set<std::string> values;
	std::vector<naming> inner;
};

std::map<std::string, naming> named;
std::set<std::string> sections;

void
read_names(const std::string &source, size_t *at, naming *n)
{
	while ((*at = source.find("{{", *at)) != std::string::npos) {
		size_t end = source.find("}}", *at);
		std::string tag = source.substr(*at + 2, end - *at - 2);

		*at = end + 2;
		if (tag[0] == '/')
			return;
		if (tag[0] == '#') {
			n->inner.push_back(naming());
			n->inner.back().section = tag.substr(1);
			sections.insert(tag.substr(1));
			read_names(source, at, &n->inner.back());
		} else if (strchr("%!>", tag[0]) == NULL) {
			n->values.insert(tag.substr(0, tag.find(':')));
		}
	}
}

bool
is_shown(const template_data *d, const std::string &section)
{
	for (size_t i = 0; i < d->children.size(); i++)
		if (d->children[i]->section == section)
			return true;
	return d->shown.count(section) != 0;
}

/* As ctemplate looks names up: outwards, to the nearest that has them. */
void
require_values(const char *file, const naming &n, const template_data *d)
{
	const template_data *at;

	for (const std::string &name : n.values) {
		for (at = d; at != NULL && at->values.count(name) == 0;)
			at = at->parent;
		if (at == NULL)
			die("%s: nobody set %s", file, name.c_str());
	}
	for (const naming &inner : n.inner) {
		for (at = d; at != NULL && !is_shown(at, inner.section);)
			at = at->parent;
		if (at == NULL)
			continue;
		for (const template_data *round : at->children)
			if (round->section == inner.section)
				require_values(file, inner, round);
		if (at->shown.count(inner.section) != 0)
			require_values(file, inner, at);
	}
}

void
require_section(const char *name)
{
	if (sections.count(name) == 0)
		die("no template has a section %s", name);
}

#endif
