package genesis

import (
	"fmt"
	"strings"
)

// WorkflowURL is the page of a workflow in the Temporal UI at base: the history of one run, or of the newest run if run
// is empty. These two pages exist in every version of the UI since 2.0, unlike others such as the timeline.
func WorkflowURL(base, namespace, id, run string) string {
	page := strings.TrimRight(base, "/") + "/namespaces/" + pathEscape(namespace) + "/workflows/" + pathEscape(id)
	if run == "" {
		return page
	}
	return page + "/" + pathEscape(run) + "/history"
}

// MendedURL rewrites a link that an earlier version stored in a record to the form that WorkflowURL returns now.
func MendedURL(link string) string {
	if page, old := strings.CutSuffix(link, "/timeline"); old {
		return page + "/history"
	}
	return link
}

// pathEscape escapes every character except those that RFC 3986 calls unreserved, like net/url does. This package
// doesn't import net/url because it must stay free of I/O packages.
func pathEscape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
