package grid

// Pairs calls visit once for each pair of points that are closer than gap, measured from rim to rim. The order depends
// only on the points. Each cell is compared with itself and with four of its eight neighbours (east and the three
// below), so no pair is visited twice.
func (g *Index) Pairs(gap float64, visit func(a, b *Point)) {
	reach := gap + 2*g.widest
	if g.cols < 3 || g.rows < 3 || reach > g.sizeX || reach > g.sizeY {
		g.farPairs(reach, gap, visit)
		return
	}
	for row := range g.rows {
		base, last := row*g.cols, row+1 == g.rows
		g.edgePairs(row, 0, gap, visit)
		if !last {
			g.rowPairs(base, gap, visit)
		} else {
			for col := 1; col+1 < g.cols; col++ {
				g.edgePairs(row, col, gap, visit)
			}
		}
		g.edgePairs(row, g.cols-1, gap, visit)
	}
}

// rowPairs handles the cells of a row, starting at base, that are not at an edge.
func (g *Index) rowPairs(base int, gap float64, visit func(a, b *Point)) {
	start, below := g.start, g.start[g.cols:]
	for low, end := int(start[base+1]), int(start[base+g.cols-1]); low < end; {
		cell := g.Points[low].cell
		high := int(start[cell+1])
		g.plainPairs(low, high, int(start[cell+2]), int(below[cell-1]), int(below[cell+2]), gap, visit)
		low = high
	}
}

// edgePairs handles a cell at an edge.
func (g *Index) edgePairs(row, col int, gap float64, visit func(a, b *Point)) {
	low, high := g.stretchOf(row*g.cols + col)
	if low == high {
		return
	}
	g.pairs(low, high, low, high, gap, visit)
	for _, cell := range g.edgeNeighbours(row, col) {
		if cell >= 0 {
			from, to := g.stretchOf(cell)
			g.pairs(low, high, from, to, gap, visit)
		}
	}
}

func (g *Index) stretchOf(cell int) (low, high int) { return int(g.start[cell]), int(g.start[cell+1]) }

// edgeNeighbours are the cells to the east of and below a cell at an edge, -1 for none.
func (g *Index) edgeNeighbours(row, col int) [4]int {
	east, west, below := (col+1)%g.cols, (col+g.cols-1)%g.cols, (row+1)%g.rows*g.cols
	cells := [4]int{row*g.cols + east, below + west, below + col, below + east}
	if !g.Walls {
		return cells
	}
	if row+1 == g.rows {
		cells[1], cells[2], cells[3] = -1, -1, -1
	}
	if col == 0 {
		cells[1] = -1
	}
	if col+1 == g.cols {
		cells[0], cells[3] = -1, -1
	}
	return cells
}

// plainPairs compares the points low to high of a cell away from the edges with each other, with the points of the cell
// to the east, which end at index east, and with the points from to to of the three cells below.
func (g *Index) plainPairs(low, high, east, from, to int, gap float64, visit func(a, b *Point)) {
	points := g.Points
	for k := low; k < high; k++ {
		p := &points[k]
		for n := k + 1; n < east; n++ {
			q := &points[n]
			dx, dy, reach := q.X-p.X, q.Y-p.Y, p.Size+q.Size+gap
			if dx*dx+dy*dy < reach*reach {
				visit(p, q)
			}
		}
	}
	for k := low; k < high; k++ {
		p := &points[k]
		for n := from; n < to; n++ {
			q := &points[n]
			dx, dy, reach := q.X-p.X, q.Y-p.Y, p.Size+q.Size+gap
			if dx*dx+dy*dy < reach*reach {
				visit(p, q)
			}
		}
	}
}

// pairs compares the points of a cell with those of another cell, or with each other.
func (g *Index) pairs(low, high, from, to int, gap float64, visit func(a, b *Point)) {
	for k := low; k < high; k++ {
		first := from
		if from == low {
			first = k + 1
		}
		for n := first; n < to; n++ {
			g.pair(k, n, gap, visit)
		}
	}
}

func (g *Index) pair(k, n int, gap float64, visit func(a, b *Point)) {
	p, q := &g.Points[k], &g.Points[n]
	dx, dy := g.Delta(p.X, p.Y, q.X, q.Y)
	if reach := p.Size + q.Size + gap; dx*dx+dy*dy < reach*reach {
		visit(p, q)
	}
}

// farPairs handles distances larger than a cell and worlds with few cells.
func (g *Index) farPairs(reach, gap float64, visit func(a, b *Point)) {
	for k := range g.Points {
		for s := g.Search(g.Points[k].X, g.Points[k].Y, reach); s.Next(); {
			for n := max(s.Low, k+1); n < s.High; n++ {
				g.pair(k, n, gap, visit)
			}
		}
	}
}
