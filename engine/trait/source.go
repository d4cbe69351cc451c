package trait

import _ "embed"

// APISource is the text of api.go. The sandbox type-checks traits against it, and models that write traits see it.
//
//go:embed api.go
var APISource string
