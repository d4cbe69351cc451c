// Package answer reads what language models say: a program of Go declarations, or the object of a plan. Models wrap
// both in a great many ways, so nothing here trusts a form. An answer goes through these steps, each in a file of its
// own:
//
//  1. clean.go: characters and lines that carry no meaning go (byte order marks, zero-width characters, quotes, line
//     numbers).
//  2. final.go: thoughts, channels other than the final one and invented further turns go. What is left is the final
//     word.
//  3. parts.go: the final word is taken apart into fences, tags, strings of JSON and YAML, and the prose between them.
//  4. declare.go: each part is searched for declarations. go/parser decides what is one, so prose that begins with
//     "type" or "package" is none.
//  5. choose.go: the last Execute that is not shown as a bad example wins, with the declarations that it needs,
//     wherever they stand. Demos, stubs of the API and drafts that were corrected go.
//  6. shape.go: an entry point of another form (a method, another receiver, an alias of the package) gets the form that
//     the sandbox asks for.
//
// patch.go applies a diff or search-and-replace blocks to the last program. loose.go reads objects as people and models
// write them, from JSON with comments to Python and YAML.
package answer

// Rejection is why an answer can't be used, in words for the model that gave it.
type Rejection struct{ Reason string }

// Error implements error.
func (r *Rejection) Error() string { return r.Reason }

func reject(reason string) *Rejection { return &Rejection{Reason: reason} }
