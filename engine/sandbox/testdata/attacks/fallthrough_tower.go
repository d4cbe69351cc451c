//go:build ignore

// want: source.expansion
package fallthrough_tower

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	switch {
	case m.CanBreed():
		fallthrough
	default:
		switch {
		case m.CanBreed():
			fallthrough
		default:
			switch {
			case m.CanBreed():
				fallthrough
			default:
				switch {
				case m.CanBreed():
					fallthrough
				default:
					switch {
					case m.CanBreed():
						fallthrough
					default:
						switch {
						case m.CanBreed():
							fallthrough
						default:
							switch {
							case m.CanBreed():
								fallthrough
							default:
								switch {
								case m.CanBreed():
									fallthrough
								default:
									switch {
									case m.CanBreed():
										fallthrough
									default:
										switch {
										case m.CanBreed():
											fallthrough
										default:
											switch {
											case m.CanBreed():
												fallthrough
											default:
												switch {
												case m.CanBreed():
													fallthrough
												default:
													switch {
													case m.CanBreed():
														fallthrough
													default:
														switch {
														case m.CanBreed():
															fallthrough
														default:
															switch {
															case m.CanBreed():
																fallthrough
															default:
																switch {
																case m.CanBreed():
																	fallthrough
																default:
																	m.Eat()
																	fallthrough
																case m.Age() > 3:
																	m.Brake()
																}
															}
															fallthrough
														case m.Age() > 3:
															m.Brake()
														}
													}
													fallthrough
												case m.Age() > 3:
													m.Brake()
												}
											}
											fallthrough
										case m.Age() > 3:
											m.Brake()
										}
									}
									fallthrough
								case m.Age() > 3:
									m.Brake()
								}
							}
							fallthrough
						case m.Age() > 3:
							m.Brake()
						}
					}
					fallthrough
				case m.Age() > 3:
					m.Brake()
				}
			}
			fallthrough
		case m.Age() > 3:
			m.Brake()
		}
	}
}
