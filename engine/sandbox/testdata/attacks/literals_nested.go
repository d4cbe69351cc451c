//go:build ignore

// want: ok
package literals_nested

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	func() {
		func() {
			func() {
				func() {
					func() {
						func() {
							func() {
								func() {
									func() {
										func() {
											func() {
												func() {
													func() {
														func() {
															func() {
																func() {
																	func() {
																		func() {
																			func() {
																				func() {
																					func() {
																						func() {
																							func() {
																								func() {
																									func() {
																										func() {
																											func() {
																												func() {
																													func() { func() { func() { func() { func() { func() { func() { m.Eat() }() }() }() }() }() }() }()
																												}()
																											}()
																										}()
																									}()
																								}()
																							}()
																						}()
																					}()
																				}()
																			}()
																		}()
																	}()
																}()
															}()
														}()
													}()
												}()
											}()
										}()
									}()
								}()
							}()
						}()
					}()
				}()
			}()
		}()
	}()
}
