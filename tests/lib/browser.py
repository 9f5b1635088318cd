"""browser.py - a browser without JavaScript: cookies, redirects and forms over
http.client. Knows HTML, knows nothing of surveys. One Browser is one device.
"""

import http.client
import urllib.parse
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta",
        "source", "track", "wbr"}


class Field:
    """One control of a form, with the words that label it."""

    def __init__(self, kind, attrs):
        self.kind = kind            # input type, or textarea, select, button
        self.name = attrs.get("name")
        self.sent = attrs.get("value") or ""    # as a browser sends it
        self.value = self.sent
        if kind in ("radio", "checkbox"):
            # All answers to a question are as long: dots fill them up.
            self.value = self.sent.rstrip(".")
        self.id = attrs.get("id")
        self.checked = "checked" in attrs
        self.disabled = "disabled" in attrs
        self.attrs = attrs
        self.label = ""
        self.options = []           # select: (value, chosen)


class Form:
    def __init__(self, attrs):
        self.action = attrs.get("action") or ""
        self.method = (attrs.get("method") or "get").lower()
        self.fields = []

    def named(self, name):
        return [f for f in self.fields if f.name == name]

    def buttons(self):
        return [f for f in self.fields
                if f.kind in ("submit", "button") and not f.disabled]

    def names(self, kinds):
        """Names of controls of these kinds, in page order, once each."""
        return list(dict.fromkeys(
            f.name for f in self.fields if f.kind in kinds and f.name))

    def sent(self, name, value):
        """What a browser sends for the control that has a value."""
        for f in self.named(name):
            if f.kind in ("radio", "checkbox") and f.value == value:
                return f.sent
        return value

    def meant(self, name, sent):
        """The other way round."""
        for f in self.named(name):
            if f.kind in ("radio", "checkbox") and f.sent == sent:
                return f.value
        return sent

    def pairs(self, button=None, **changes):
        """What a browser sends: fields as they stand, then the changes
        (name -> value, list of values, or None to clear), then the button."""
        sent = []
        seen = set()
        for f in self.fields:
            if not f.name or f.disabled or f.kind in ("submit", "button"):
                continue
            if f.name in changes:
                if f.name in seen:
                    continue
                seen.add(f.name)
                value = changes[f.name]
                if value is None:
                    continue
                for v in value if isinstance(value, list) else [value]:
                    sent.append((f.name, self.sent(f.name, v)))
            elif f.kind in ("radio", "checkbox"):
                if f.checked:
                    sent.append((f.name, f.sent or "on"))
            elif f.kind == "select":
                sent += [(f.name, v) for v, chosen in f.options if chosen][:1]
            else:
                sent.append((f.name, f.value))
        missing = set(changes) - {f.name for f in self.fields}
        if missing:
            raise KeyError("no such field: %s" % ", ".join(sorted(missing)))
        if button is not None and button.name:
            sent.append((button.name, button.value))
        return sent


class Page(HTMLParser):
    """An answer of the server, read as a browser reads it."""

    def __init__(self, url, status, headers, body):
        super().__init__(convert_charrefs=True)
        self.url, self.status, self.headers, self.body = (
            url, status, headers, body)
        self.forms, self.links, self.title, self.h1 = [], [], "", ""
        self.labels = {}
        self.text = ""
        self._form = self._area = self._label = self._button = None
        self._select = None
        self._stack = []
        kind = self.header("content-type") or ""
        if "html" in kind:
            self.feed(body.decode("utf-8"))
            self.close()
        for form in self.forms:
            for field in form.fields:
                if field.id in self.labels:
                    field.label = " ".join(self.labels[field.id].split())

    def header(self, name):
        for key, value in self.headers:
            if key.lower() == name:
                return value
        return None

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        if tag not in VOID:
            self._stack.append(tag)
        if tag == "form":
            self._form = Form(attrs)
            self.forms.append(self._form)
        elif tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        elif tag == "label":
            self._label = attrs.get("for")
        elif tag == "input" and self._form is not None:
            self._form.fields.append(
                Field((attrs.get("type") or "text").lower(), attrs))
        elif tag == "textarea" and self._form is not None:
            self._area = Field("textarea", attrs)
            self._form.fields.append(self._area)
        elif tag == "button" and self._form is not None:
            self._button = Field(
                (attrs.get("type") or "submit").lower(), attrs)
            self._form.fields.append(self._button)
        elif tag == "select" and self._form is not None:
            self._select = Field("select", attrs)
            self._form.fields.append(self._select)
        elif tag == "option" and self._select is not None:
            self._select.options.append(
                (attrs.get("value") or "", "selected" in attrs))

    def handle_endtag(self, tag):
        if tag in self._stack:
            while self._stack.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area is not None:
            # A browser drops one line feed right after the start tag.
            if self._area.value.startswith("\n"):
                self._area.value = self._area.value[1:]
            self._area = None
        elif tag == "label":
            self._label = None
        elif tag == "button":
            self._button = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._area is not None:
            self._area.value += data
            return
        if self._label is not None:
            self.labels[self._label] = self.labels.get(self._label, "") + data
        if self._button is not None:
            self._button.label += data
        if "title" in self._stack:
            self.title += data
        elif "script" not in self._stack and "style" not in self._stack:
            if "h1" in self._stack:
                self.h1 += data
            self.text += data

    def form(self, action):
        """The one form whose action has this path."""
        found = [f for f in self.forms
                 if urllib.parse.urlsplit(f.action).path == action]
        if len(found) != 1:
            raise KeyError("%d forms for %s on %s (%s)" % (
                len(found), action, self.url, self.title.strip()))
        return found[0]


class Browser:
    """One device: its cookies, and the page it shows."""

    def __init__(self, origin, timeout=20):
        parts = urllib.parse.urlsplit(origin)
        self.host, self.port = parts.hostname, parts.port or 80
        self.cookies = {}
        self.timeout = timeout
        self.connection = None
        self.page = None

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def request(self, method, url, body=None, headers=None, follow=True):
        for _ in range(10):
            parts = urllib.parse.urlsplit(url)
            path = parts.path or "/"
            if parts.query:
                path += "?" + parts.query
            send = dict(headers or {})
            if self.cookies:
                send["Cookie"] = "; ".join(
                    "%s=%s" % pair for pair in self.cookies.items())
            if body is not None:
                send.setdefault("Content-Type",
                                "application/x-www-form-urlencoded")
            answer, data = self._exchange(method, path, body, send)
            self._take_cookies(answer)
            self.page = Page(url, answer.status, answer.getheaders(), data)
            if not follow or answer.status not in (301, 302, 303, 307, 308):
                return self.page
            url = urllib.parse.urljoin(url, answer.getheader("Location"))
            if answer.status in (301, 302, 303):
                method, body = "GET", None
        raise RuntimeError("too many redirects")

    def _exchange(self, method, path, body, headers):
        # A kept connection may have been closed in the meantime: like a
        # browser, try once more on a fresh one, a POST too.
        for fresh in (self.connection is None, True):
            if self.connection is None or fresh:
                self.close()
                self.connection = http.client.HTTPConnection(
                    self.host, self.port, timeout=self.timeout)
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                data = answer.read()
                if answer.will_close:
                    self.close()
                return answer, data
            except (http.client.RemoteDisconnected, ConnectionError):
                self.close()
                if fresh:
                    raise
        raise AssertionError("unreachable")

    def _take_cookies(self, answer):
        for line in answer.headers.get_all("Set-Cookie") or []:
            pair, _, rest = line.partition(";")
            name, _, value = pair.strip().partition("=")
            gone = "max-age=0" in rest.lower() or value == ""
            if gone:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        if "cookies" in (answer.headers.get("Clear-Site-Data") or ""):
            self.cookies.clear()

    def get(self, url, **kw):
        return self.request("GET", url, **kw)

    def post(self, url, pairs, **kw):
        return self.request("POST", url, urllib.parse.urlencode(pairs), **kw)

    def submit(self, form, button=None, follow=True, **changes):
        """Presses a button of a form of the page shown."""
        if button is None:
            button = (form.buttons() or [None])[0]
        elif isinstance(button, str):
            found = [b for b in form.buttons()
                     if b.value == button or b.label.strip() == button]
            if not found:
                raise KeyError("no button %r" % button)
            button = found[0]
        url = urllib.parse.urljoin(self.page.url,
                                   (button and button.attrs.get("formaction"))
                                   or form.action or self.page.url)
        return self.post(url, form.pairs(button, **changes), follow=follow)
