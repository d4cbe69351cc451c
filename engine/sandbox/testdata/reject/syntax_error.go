package syntax_error

func Execute( { // want syntax: expected
