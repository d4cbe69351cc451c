package wrong_execute

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m trait.Molbot) bool { return true } // want contract.execute: must be func Execute
