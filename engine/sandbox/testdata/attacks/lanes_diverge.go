//go:build ignore

// want: ok
package lanes_diverge

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	if m.Rand() < 0.010 {
		m.SetMem(0, m.Mem(1)+m.Rand())
	} else {
		m.SetMem(3, m.Rand())
	}
	if m.Rand() < 0.027 {
		m.SetMem(1, m.Mem(2)+m.Rand())
	} else {
		m.SetMem(4, m.Rand())
	}
	if m.Rand() < 0.043 {
		m.SetMem(2, m.Mem(3)+m.Rand())
	} else {
		m.SetMem(5, m.Rand())
	}
	if m.Rand() < 0.060 {
		m.SetMem(3, m.Mem(4)+m.Rand())
	} else {
		m.SetMem(6, m.Rand())
	}
	if m.Rand() < 0.077 {
		m.SetMem(4, m.Mem(5)+m.Rand())
	} else {
		m.SetMem(7, m.Rand())
	}
	if m.Rand() < 0.093 {
		m.SetMem(5, m.Mem(6)+m.Rand())
	} else {
		m.SetMem(0, m.Rand())
	}
	if m.Rand() < 0.110 {
		m.SetMem(6, m.Mem(7)+m.Rand())
	} else {
		m.SetMem(1, m.Rand())
	}
	if m.Rand() < 0.127 {
		m.SetMem(7, m.Mem(0)+m.Rand())
	} else {
		m.SetMem(2, m.Rand())
	}
	if m.Rand() < 0.143 {
		m.SetMem(0, m.Mem(1)+m.Rand())
	} else {
		m.SetMem(3, m.Rand())
	}
	if m.Rand() < 0.160 {
		m.SetMem(1, m.Mem(2)+m.Rand())
	} else {
		m.SetMem(4, m.Rand())
	}
	if m.Rand() < 0.177 {
		m.SetMem(2, m.Mem(3)+m.Rand())
	} else {
		m.SetMem(5, m.Rand())
	}
	if m.Rand() < 0.193 {
		m.SetMem(3, m.Mem(4)+m.Rand())
	} else {
		m.SetMem(6, m.Rand())
	}
	if m.Rand() < 0.210 {
		m.SetMem(4, m.Mem(5)+m.Rand())
	} else {
		m.SetMem(7, m.Rand())
	}
	if m.Rand() < 0.227 {
		m.SetMem(5, m.Mem(6)+m.Rand())
	} else {
		m.SetMem(0, m.Rand())
	}
	if m.Rand() < 0.243 {
		m.SetMem(6, m.Mem(7)+m.Rand())
	} else {
		m.SetMem(1, m.Rand())
	}
	if m.Rand() < 0.260 {
		m.SetMem(7, m.Mem(0)+m.Rand())
	} else {
		m.SetMem(2, m.Rand())
	}
	if m.Rand() < 0.277 {
		m.SetMem(0, m.Mem(1)+m.Rand())
	} else {
		m.SetMem(3, m.Rand())
	}
	if m.Rand() < 0.293 {
		m.SetMem(1, m.Mem(2)+m.Rand())
	} else {
		m.SetMem(4, m.Rand())
	}
	if m.Rand() < 0.310 {
		m.SetMem(2, m.Mem(3)+m.Rand())
	} else {
		m.SetMem(5, m.Rand())
	}
	if m.Rand() < 0.327 {
		m.SetMem(3, m.Mem(4)+m.Rand())
	} else {
		m.SetMem(6, m.Rand())
	}
	if m.Rand() < 0.343 {
		m.SetMem(4, m.Mem(5)+m.Rand())
	} else {
		m.SetMem(7, m.Rand())
	}
	if m.Rand() < 0.360 {
		m.SetMem(5, m.Mem(6)+m.Rand())
	} else {
		m.SetMem(0, m.Rand())
	}
	if m.Rand() < 0.377 {
		m.SetMem(6, m.Mem(7)+m.Rand())
	} else {
		m.SetMem(1, m.Rand())
	}
	if m.Rand() < 0.393 {
		m.SetMem(7, m.Mem(0)+m.Rand())
	} else {
		m.SetMem(2, m.Rand())
	}
	if m.Rand() < 0.410 {
		m.SetMem(0, m.Mem(1)+m.Rand())
	} else {
		m.SetMem(3, m.Rand())
	}
	if m.Rand() < 0.427 {
		m.SetMem(1, m.Mem(2)+m.Rand())
	} else {
		m.SetMem(4, m.Rand())
	}
	if m.Rand() < 0.443 {
		m.SetMem(2, m.Mem(3)+m.Rand())
	} else {
		m.SetMem(5, m.Rand())
	}
	if m.Rand() < 0.460 {
		m.SetMem(3, m.Mem(4)+m.Rand())
	} else {
		m.SetMem(6, m.Rand())
	}
	if m.Rand() < 0.477 {
		m.SetMem(4, m.Mem(5)+m.Rand())
	} else {
		m.SetMem(7, m.Rand())
	}
	if m.Rand() < 0.493 {
		m.SetMem(5, m.Mem(6)+m.Rand())
	} else {
		m.SetMem(0, m.Rand())
	}
	if m.Rand() < 0.510 {
		m.SetMem(6, m.Mem(7)+m.Rand())
	} else {
		m.SetMem(1, m.Rand())
	}
	if m.Rand() < 0.527 {
		m.SetMem(7, m.Mem(0)+m.Rand())
	} else {
		m.SetMem(2, m.Rand())
	}
	if m.Rand() < 0.543 {
		m.SetMem(0, m.Mem(1)+m.Rand())
	} else {
		m.SetMem(3, m.Rand())
	}
	if m.Rand() < 0.560 {
		m.SetMem(1, m.Mem(2)+m.Rand())
	} else {
		m.SetMem(4, m.Rand())
	}
	if m.Rand() < 0.577 {
		m.SetMem(2, m.Mem(3)+m.Rand())
	} else {
		m.SetMem(5, m.Rand())
	}
	if m.Rand() < 0.593 {
		m.SetMem(3, m.Mem(4)+m.Rand())
	} else {
		m.SetMem(6, m.Rand())
	}
	if m.Rand() < 0.610 {
		m.SetMem(4, m.Mem(5)+m.Rand())
	} else {
		m.SetMem(7, m.Rand())
	}
	if m.Rand() < 0.627 {
		m.SetMem(5, m.Mem(6)+m.Rand())
	} else {
		m.SetMem(0, m.Rand())
	}
	if m.Rand() < 0.643 {
		m.SetMem(6, m.Mem(7)+m.Rand())
	} else {
		m.SetMem(1, m.Rand())
	}
	if m.Rand() < 0.660 {
		m.SetMem(7, m.Mem(0)+m.Rand())
	} else {
		m.SetMem(2, m.Rand())
	}
	if m.Rand() < 0.677 {
		m.SetMem(0, m.Mem(1)+m.Rand())
	} else {
		m.SetMem(3, m.Rand())
	}
	if m.Rand() < 0.693 {
		m.SetMem(1, m.Mem(2)+m.Rand())
	} else {
		m.SetMem(4, m.Rand())
	}
	if m.Rand() < 0.710 {
		m.SetMem(2, m.Mem(3)+m.Rand())
	} else {
		m.SetMem(5, m.Rand())
	}
	if m.Rand() < 0.727 {
		m.SetMem(3, m.Mem(4)+m.Rand())
	} else {
		m.SetMem(6, m.Rand())
	}
	if m.Rand() < 0.743 {
		m.SetMem(4, m.Mem(5)+m.Rand())
	} else {
		m.SetMem(7, m.Rand())
	}
	if m.Rand() < 0.760 {
		m.SetMem(5, m.Mem(6)+m.Rand())
	} else {
		m.SetMem(0, m.Rand())
	}
	if m.Rand() < 0.777 {
		m.SetMem(6, m.Mem(7)+m.Rand())
	} else {
		m.SetMem(1, m.Rand())
	}
	if m.Rand() < 0.793 {
		m.SetMem(7, m.Mem(0)+m.Rand())
	} else {
		m.SetMem(2, m.Rand())
	}
	if m.Rand() < 0.810 {
		m.SetMem(0, m.Mem(1)+m.Rand())
	} else {
		m.SetMem(3, m.Rand())
	}
	if m.Rand() < 0.827 {
		m.SetMem(1, m.Mem(2)+m.Rand())
	} else {
		m.SetMem(4, m.Rand())
	}
	if m.Rand() < 0.843 {
		m.SetMem(2, m.Mem(3)+m.Rand())
	} else {
		m.SetMem(5, m.Rand())
	}
	if m.Rand() < 0.860 {
		m.SetMem(3, m.Mem(4)+m.Rand())
	} else {
		m.SetMem(6, m.Rand())
	}
	if m.Rand() < 0.877 {
		m.SetMem(4, m.Mem(5)+m.Rand())
	} else {
		m.SetMem(7, m.Rand())
	}
	if m.Rand() < 0.893 {
		m.SetMem(5, m.Mem(6)+m.Rand())
	} else {
		m.SetMem(0, m.Rand())
	}
	if m.Rand() < 0.910 {
		m.SetMem(6, m.Mem(7)+m.Rand())
	} else {
		m.SetMem(1, m.Rand())
	}
	if m.Rand() < 0.927 {
		m.SetMem(7, m.Mem(0)+m.Rand())
	} else {
		m.SetMem(2, m.Rand())
	}
	if m.Rand() < 0.943 {
		m.SetMem(0, m.Mem(1)+m.Rand())
	} else {
		m.SetMem(3, m.Rand())
	}
	if m.Rand() < 0.960 {
		m.SetMem(1, m.Mem(2)+m.Rand())
	} else {
		m.SetMem(4, m.Rand())
	}
}
