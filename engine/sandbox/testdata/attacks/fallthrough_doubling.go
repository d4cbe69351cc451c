//go:build ignore

// want: source.expansion
package fallthrough_doubling

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	b := m.Energy() > 1
	switch {
	default:
		fallthrough
	case b:
		switch {
		default:
			fallthrough
		case b:
			switch {
			default:
				fallthrough
			case b:
				switch {
				default:
					fallthrough
				case b:
					switch {
					default:
						fallthrough
					case b:
						switch {
						default:
							fallthrough
						case b:
							switch {
							default:
								fallthrough
							case b:
								switch {
								default:
									fallthrough
								case b:
									switch {
									default:
										fallthrough
									case b:
										switch {
										default:
											fallthrough
										case b:
											switch {
											default:
												fallthrough
											case b:
												switch {
												default:
													fallthrough
												case b:
													switch {
													default:
														fallthrough
													case b:
														switch {
														default:
															fallthrough
														case b:
															switch {
															default:
																fallthrough
															case b:
																switch {
																default:
																	fallthrough
																case b:
																	switch {
																	default:
																		fallthrough
																	case b:
																		switch {
																		default:
																			fallthrough
																		case b:
																			switch {
																			default:
																				fallthrough
																			case b:
																				switch {
																				default:
																					fallthrough
																				case b:
																					switch {
																					default:
																						fallthrough
																					case b:
																						switch {
																						default:
																							fallthrough
																						case b:
																							switch {
																							default:
																								fallthrough
																							case b:
																								switch {
																								default:
																									fallthrough
																								case b:
																									switch {
																									default:
																										fallthrough
																									case b:
																										switch {
																										default:
																											fallthrough
																										case b:
																											switch {
																											default:
																												fallthrough
																											case b:
																												switch {
																												default:
																													fallthrough
																												case b:
																													switch {
																													default:
																														fallthrough
																													case b:
																														switch {
																														default:
																															fallthrough
																														case b:
																															switch {
																															default:
																																fallthrough
																															case b:
																																switch {
																																default:
																																	fallthrough
																																case b:
																																	switch {
																																	default:
																																		fallthrough
																																	case b:
																																		switch {
																																		default:
																																			fallthrough
																																		case b:
																																		}
																																	}
																																}
																															}
																														}
																													}
																												}
																											}
																										}
																									}
																								}
																							}
																						}
																					}
																				}
																			}
																		}
																	}
																}
															}
														}
													}
												}
											}
										}
									}
								}
							}
						}
					}
				}
			}
		}
	}
}
