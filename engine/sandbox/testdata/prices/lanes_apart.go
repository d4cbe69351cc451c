//go:build ignore

// Each molbot is in a loop of its own, and decides by integers without a sign.
// want: ok
package lanes_apart

import "github.com/ai-genesis/ai-genesis/engine/trait"

const turns = 150

func Execute(m *trait.Molbot) {
	x, u := 0.0, uint64(m.Age())+200
	switch int(m.Rand() * 32) {
	case 0:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 1:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 2:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 3:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 4:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 5:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 6:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 7:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 8:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 9:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 10:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 11:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 12:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 13:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 14:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 15:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 16:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 17:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 18:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 19:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 20:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 21:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 22:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 23:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 24:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 25:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 26:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 27:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 28:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 29:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 30:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	case 31:
		for range turns {
			if u > 0 {
				if u > 1 {
					if u > 2 {
						if u > 3 {
							if u > 4 {
								if u > 5 {
									if u > 6 {
										if u > 7 {
											if u > 8 {
												x++
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
	m.SetMem(0, x)
}
