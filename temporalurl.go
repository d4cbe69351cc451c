package genesis

import (
	"net/url"
	"strings"
)

// WorkflowURL is the page of a workflow in the Temporal UI at base: the history of one run, or, without a run, of the newest.
// These two pages are in every version of the UI since 2.0; others (a timeline of its own, say) came and went.
func WorkflowURL(base, namespace, id, run string) string {
	page := strings.TrimRight(base, "/") + "/namespaces/" + url.PathEscape(namespace) + "/workflows/" + url.PathEscape(id)
	if run == "" {
		return page
	}
	return page + "/" + url.PathEscape(run) + "/history"
}

// MendedURL is a link that an earlier version has written into a record, as WorkflowURL writes it now.
func MendedURL(link string) string {
	if page, old := strings.CutSuffix(link, "/timeline"); old {
		return page + "/history"
	}
	return link
}
