//go:build ignore

// want: type.large
package type_doubling

import "github.com/ai-genesis/ai-genesis/engine/trait"

type t0 float64

type t1 struct{ a, b t0 }

type t2 struct{ a, b t1 }

type t3 struct{ a, b t2 }

type t4 struct{ a, b t3 }

type t5 struct{ a, b t4 }

type t6 struct{ a, b t5 }

type t7 struct{ a, b t6 }

type t8 struct{ a, b t7 }

type t9 struct{ a, b t8 }

type t10 struct{ a, b t9 }

type t11 struct{ a, b t10 }

type t12 struct{ a, b t11 }

type t13 struct{ a, b t12 }

type t14 struct{ a, b t13 }

type t15 struct{ a, b t14 }

type t16 struct{ a, b t15 }

type t17 struct{ a, b t16 }

type t18 struct{ a, b t17 }

type t19 struct{ a, b t18 }

type t20 struct{ a, b t19 }

type t21 struct{ a, b t20 }

type t22 struct{ a, b t21 }

type t23 struct{ a, b t22 }

type t24 struct{ a, b t23 }

type t25 struct{ a, b t24 }

type t26 struct{ a, b t25 }

type t27 struct{ a, b t26 }

type t28 struct{ a, b t27 }

type t29 struct{ a, b t28 }

type t30 struct{ a, b t29 }

type t31 struct{ a, b t30 }

type t32 struct{ a, b t31 }

type t33 struct{ a, b t32 }

type t34 struct{ a, b t33 }

type t35 struct{ a, b t34 }

type t36 struct{ a, b t35 }

type t37 struct{ a, b t36 }

type t38 struct{ a, b t37 }

type t39 struct{ a, b t38 }

type t40 struct{ a, b t39 }

type t41 struct{ a, b t40 }

type t42 struct{ a, b t41 }

type t43 struct{ a, b t42 }

type t44 struct{ a, b t43 }

type t45 struct{ a, b t44 }

type t46 struct{ a, b t45 }

type t47 struct{ a, b t46 }

type t48 struct{ a, b t47 }

type t49 struct{ a, b t48 }

type t50 struct{ a, b t49 }

type t51 struct{ a, b t50 }

type t52 struct{ a, b t51 }

type t53 struct{ a, b t52 }

type t54 struct{ a, b t53 }

type t55 struct{ a, b t54 }

type t56 struct{ a, b t55 }

type t57 struct{ a, b t56 }

type t58 struct{ a, b t57 }

type t59 struct{ a, b t58 }

func Execute(m *trait.Molbot) {
	m.Eat()
}
