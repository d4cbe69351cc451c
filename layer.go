package genesis

// Layer is a field over the world, in coarse cells: what cannot be seen in the molbots and their food.
type Layer struct {
	Tick    uint64    `json:"tick"`
	Name    string    `json:"layer"` // temperature, fertility, scent
	Channel int       `json:"channel"`
	Unit    string    `json:"unit"`
	Cols    int       `json:"cols"`
	Rows    int       `json:"rows"`
	Width   float64   `json:"world_width"`  // px; a cell is Width/Cols wide
	Height  float64   `json:"world_height"` // px
	Low     float64   `json:"low"`          // least value
	High    float64   `json:"high"`         // greatest value
	Values  []float32 `json:"values"`       // row by row from the north, the mean of each cell
}

// The layers.
const (
	LayerTemperature = "temperature" // °C
	LayerFertility   = "fertility"   // how much food grows, 1 on average
	LayerScent       = "scent"       // of one channel
)
