//go:build ignore

// A call of a function, too long to be expanded, that is given fourteen arrays.
// want: ok
package arguments_wide

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func pass(x int, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13 [64]bool) int {
	if x > 1 {
		x = x*2 + x/3
		x = x*3 + x/4
		x = x*4 + x/5
		x = x*5 + x/6
		x = x*6 + x/7
		x = x*7 + x/8
		x = x*8 + x/9
		x = x*9 + x/10
		x = x*10 + x/11
		x = x*11 + x/12
		x = x*12 + x/13
		x = x*13 + x/14
		x = x*14 + x/15
		x = x*15 + x/16
		x = x*16 + x/17
		x = x*17 + x/18
		x = x*18 + x/19
		x = x*19 + x/20
		x = x*20 + x/21
		x = x*21 + x/22
		x = x*22 + x/23
		x = x*23 + x/24
		x = x*24 + x/25
		x = x*25 + x/26
		x = x*26 + x/27
		x = x*27 + x/28
		x = x*28 + x/29
		x = x*29 + x/30
		x = x*30 + x/31
		x = x*31 + x/32
		x = x*32 + x/33
		x = x*33 + x/34
		x = x*34 + x/35
		x = x*35 + x/36
		x = x*36 + x/37
		x = x*37 + x/38
		x = x*38 + x/39
		x = x*39 + x/40
		x = x*40 + x/41
		x = x*41 + x/42
		x = x*42 + x/43
		x = x*43 + x/44
		x = x*44 + x/45
		x = x*45 + x/46
		x = x*46 + x/47
		x = x*47 + x/48
		x = x*48 + x/49
		x = x*49 + x/50
		x = x*50 + x/51
		x = x*51 + x/52
		x = x*52 + x/53
		x = x*53 + x/54
		x = x*54 + x/55
		x = x*55 + x/56
		x = x*56 + x/57
		x = x*57 + x/58
		x = x*58 + x/59
		x = x*59 + x/60
		x = x*60 + x/61
		x = x*61 + x/62
		x = x*62 + x/63
		x = x*63 + x/64
		x = x*64 + x/65
		x = x*65 + x/66
		x = x*66 + x/67
		x = x*67 + x/68
		x = x*68 + x/69
		x = x*69 + x/70
		x = x*70 + x/71
		x = x*71 + x/72
		x = x*72 + x/73
		x = x*73 + x/74
		x = x*74 + x/75
		x = x*75 + x/76
		x = x*76 + x/77
		x = x*77 + x/78
		x = x*78 + x/79
		x = x*79 + x/80
		x = x*80 + x/81
		x = x*81 + x/82
		x = x*82 + x/83
		x = x*83 + x/84
		x = x*84 + x/85
		x = x*85 + x/86
		x = x*86 + x/87
		x = x*87 + x/88
		x = x*88 + x/89
		x = x*89 + x/90
		x = x*90 + x/91
		x = x*91 + x/92
		x = x*92 + x/93
		x = x*93 + x/94
		x = x*94 + x/95
		x = x*95 + x/96
		x = x*96 + x/97
		x = x*97 + x/98
		x = x*98 + x/99
		x = x*99 + x/100
		x = x*100 + x/101
		x = x*101 + x/102
		x = x*102 + x/103
		x = x*103 + x/104
		x = x*104 + x/105
		x = x*105 + x/106
		x = x*106 + x/107
		x = x*107 + x/108
		x = x*108 + x/109
		x = x*109 + x/110
		x = x*110 + x/111
		x = x*111 + x/112
		x = x*112 + x/113
		x = x*113 + x/114
		x = x*114 + x/115
		x = x*115 + x/116
		x = x*116 + x/117
		x = x*117 + x/118
		x = x*118 + x/119
		x = x*119 + x/120
		x = x*120 + x/121
		x = x*121 + x/122
		x = x*122 + x/123
		x = x*123 + x/124
		x = x*124 + x/125
		x = x*125 + x/126
		x = x*126 + x/127
		x = x*127 + x/128
		x = x*128 + x/129
		x = x*129 + x/130
		x = x*130 + x/131
		x = x*131 + x/132
	}
	if a0[1] || a13[2] {
		x++
	}
	return x
}

const turns = 300

func Execute(m *trait.Molbot) {
	var a [64]bool
	n := 0
	for range turns {
		n += pass(0, a, a, a, a, a, a, a, a, a, a, a, a, a, a)
	}
	m.SetMem(0, float64(n))
}
