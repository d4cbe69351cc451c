package genesis

// Layer is a field over the world in coarse cells. It shows what molbots and food don't.
type Layer struct {
	Tick    uint64    `json:"tick"`
	Name    string    `json:"layer"` // temperature, fertility, scent
	Channel int       `json:"channel"`
	Unit    string    `json:"unit"`
	Cols    int       `json:"cols"`
	Rows    int       `json:"rows"`
	Width   float64   `json:"world_width"`  // px; a cell is Width/Cols wide
	Height  float64   `json:"world_height"` // px
	Low     float64   `json:"low"`          // minimum value
	High    float64   `json:"high"`         // maximum value
	Values  []float32 `json:"values"`       // mean of each cell, row by row from the north
}

// The names of the layers.
const (
	LayerTemperature = "temperature" // °C
	LayerFertility   = "fertility"   // growth of food, 1 on average
	LayerScent       = "scent"       // of one channel
)
