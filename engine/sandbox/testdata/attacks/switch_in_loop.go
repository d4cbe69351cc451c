//go:build ignore

// want: run fuel
package switch_in_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for i := 0; ; i++ {
		switch {
		case i%2 == 1 && m.Rand() > 2:
			m.Turn(0, 1)
		case i%3 == 1 && m.Rand() > 2:
			m.Turn(1, 1)
		case i%4 == 1 && m.Rand() > 2:
			m.Turn(2, 1)
		case i%5 == 1 && m.Rand() > 2:
			m.Turn(3, 1)
		case i%6 == 1 && m.Rand() > 2:
			m.Turn(4, 1)
		case i%7 == 1 && m.Rand() > 2:
			m.Turn(5, 1)
		case i%8 == 1 && m.Rand() > 2:
			m.Turn(6, 1)
		case i%9 == 1 && m.Rand() > 2:
			m.Turn(7, 1)
		case i%10 == 1 && m.Rand() > 2:
			m.Turn(8, 1)
		case i%11 == 1 && m.Rand() > 2:
			m.Turn(9, 1)
		case i%12 == 1 && m.Rand() > 2:
			m.Turn(10, 1)
		case i%13 == 1 && m.Rand() > 2:
			m.Turn(11, 1)
		case i%14 == 1 && m.Rand() > 2:
			m.Turn(12, 1)
		case i%15 == 1 && m.Rand() > 2:
			m.Turn(13, 1)
		case i%16 == 1 && m.Rand() > 2:
			m.Turn(14, 1)
		case i%17 == 1 && m.Rand() > 2:
			m.Turn(15, 1)
		case i%18 == 1 && m.Rand() > 2:
			m.Turn(16, 1)
		case i%19 == 1 && m.Rand() > 2:
			m.Turn(17, 1)
		case i%20 == 1 && m.Rand() > 2:
			m.Turn(18, 1)
		case i%21 == 1 && m.Rand() > 2:
			m.Turn(19, 1)
		case i%22 == 1 && m.Rand() > 2:
			m.Turn(20, 1)
		case i%23 == 1 && m.Rand() > 2:
			m.Turn(21, 1)
		case i%24 == 1 && m.Rand() > 2:
			m.Turn(22, 1)
		case i%25 == 1 && m.Rand() > 2:
			m.Turn(23, 1)
		case i%26 == 1 && m.Rand() > 2:
			m.Turn(24, 1)
		case i%27 == 1 && m.Rand() > 2:
			m.Turn(25, 1)
		case i%28 == 1 && m.Rand() > 2:
			m.Turn(26, 1)
		case i%29 == 1 && m.Rand() > 2:
			m.Turn(27, 1)
		case i%30 == 1 && m.Rand() > 2:
			m.Turn(28, 1)
		case i%31 == 1 && m.Rand() > 2:
			m.Turn(29, 1)
		case i%32 == 1 && m.Rand() > 2:
			m.Turn(30, 1)
		case i%33 == 1 && m.Rand() > 2:
			m.Turn(31, 1)
		case i%34 == 1 && m.Rand() > 2:
			m.Turn(32, 1)
		case i%35 == 1 && m.Rand() > 2:
			m.Turn(33, 1)
		case i%36 == 1 && m.Rand() > 2:
			m.Turn(34, 1)
		case i%37 == 1 && m.Rand() > 2:
			m.Turn(35, 1)
		case i%38 == 1 && m.Rand() > 2:
			m.Turn(36, 1)
		case i%39 == 1 && m.Rand() > 2:
			m.Turn(37, 1)
		case i%40 == 1 && m.Rand() > 2:
			m.Turn(38, 1)
		case i%41 == 1 && m.Rand() > 2:
			m.Turn(39, 1)
		case i%42 == 1 && m.Rand() > 2:
			m.Turn(40, 1)
		case i%43 == 1 && m.Rand() > 2:
			m.Turn(41, 1)
		case i%44 == 1 && m.Rand() > 2:
			m.Turn(42, 1)
		case i%45 == 1 && m.Rand() > 2:
			m.Turn(43, 1)
		case i%46 == 1 && m.Rand() > 2:
			m.Turn(44, 1)
		case i%47 == 1 && m.Rand() > 2:
			m.Turn(45, 1)
		case i%48 == 1 && m.Rand() > 2:
			m.Turn(46, 1)
		case i%49 == 1 && m.Rand() > 2:
			m.Turn(47, 1)
		case i%50 == 1 && m.Rand() > 2:
			m.Turn(48, 1)
		case i%51 == 1 && m.Rand() > 2:
			m.Turn(49, 1)
		case i%52 == 1 && m.Rand() > 2:
			m.Turn(50, 1)
		case i%53 == 1 && m.Rand() > 2:
			m.Turn(51, 1)
		case i%54 == 1 && m.Rand() > 2:
			m.Turn(52, 1)
		case i%55 == 1 && m.Rand() > 2:
			m.Turn(53, 1)
		case i%56 == 1 && m.Rand() > 2:
			m.Turn(54, 1)
		case i%57 == 1 && m.Rand() > 2:
			m.Turn(55, 1)
		case i%58 == 1 && m.Rand() > 2:
			m.Turn(56, 1)
		case i%59 == 1 && m.Rand() > 2:
			m.Turn(57, 1)
		case i%60 == 1 && m.Rand() > 2:
			m.Turn(58, 1)
		case i%61 == 1 && m.Rand() > 2:
			m.Turn(59, 1)
		}
	}
}
