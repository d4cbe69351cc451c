// Package answer reads the answers of language models: a program of Go declarations, or the object of a plan. Models
// wrap both in many ways, so nothing here relies on a particular form. An answer passes through these steps, each in a
// file of its own:
//
//  1. clean.go removes characters and lines without meaning, such as byte order marks, zero-width characters,
//     quotation marks and line numbers.
//  2. final.go removes thoughts, channels other than the final one, and further turns of the conversation that the
//     model invented.
//  3. parts.go splits the rest into fences, tags, strings of JSON and YAML, and the prose between them.
//  4. declare.go searches each part for declarations. The Go parser decides, so prose that begins with "type" or
//     "package" is not taken for one.
//  5. choose.go takes the last Execute that is not presented as a bad example, and the declarations that it needs,
//     wherever they are. Demos, stubs of the API and superseded drafts are dropped.
//  6. shape.go rewrites an entry point of another form, such as a method or a function with an alias of the
//     package, to the form that the sandbox requires.
//
// patch.go applies a diff or search-and-replace blocks to the previous program. loose.go reads objects in the many
// forms that people and models write, from JSON with comments to Python and YAML.
package answer

// Rejection says why an answer cannot be used, in words for the model that wrote it.
type Rejection struct{ Reason string }

// Error implements error.
func (r *Rejection) Error() string { return r.Reason }

func reject(reason string) *Rejection { return &Rejection{Reason: reason} }
