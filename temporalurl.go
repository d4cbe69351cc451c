package genesis

import (
	"fmt"
	"strings"
)

// WorkflowURL is the page of a workflow in the Temporal UI at base: the history of one run, or, without a run, of the
// newest. These two pages are in every version of the UI since 2.0; others (a timeline of its own, say) came and went.
func WorkflowURL(base, namespace, id, run string) string {
	page := strings.TrimRight(base, "/") + "/namespaces/" + pathEscape(namespace) + "/workflows/" + pathEscape(id)
	if run == "" {
		return page
	}
	return page + "/" + pathEscape(run) + "/history"
}

// MendedURL is a link that an earlier version has written into a record, as WorkflowURL writes it now.
func MendedURL(link string) string {
	if page, old := strings.CutSuffix(link, "/timeline"); old {
		return page + "/history"
	}
	return link
}

// pathEscape escapes all but the characters that RFC 3986 leaves to names, as net/url does, which a vocabulary does not
// import.
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
