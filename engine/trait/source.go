package trait

import _ "embed"

// APISource is the text of api.go: the sandbox type-checks traits against it and shows it to the models that write
// them.
//
//go:embed api.go
var APISource string
