package execute_constant

const Execute = 3 // want contract.execute: must be func Execute
