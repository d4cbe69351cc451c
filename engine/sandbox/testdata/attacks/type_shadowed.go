//go:build ignore

// want: type.recursive
package type_shadowed

import "github.com/ai-genesis/ai-genesis/engine/trait"

type a float64

type b float64

func Execute(m *trait.Molbot) {
	type b struct{ f, g a }
	{
		type a struct{ f, g b }
		{
			type b struct{ f, g a }
			{
				type a struct{ f, g b }
				{
					type b struct{ f, g a }
					{
						type a struct{ f, g b }
						{
							type b struct{ f, g a }
							{
								type a struct{ f, g b }
								{
									type b struct{ f, g a }
									{
										type a struct{ f, g b }
										{
											type b struct{ f, g a }
											{
												type a struct{ f, g b }
												{
													type b struct{ f, g a }
													{
														type a struct{ f, g b }
														{
															type b struct{ f, g a }
															{
																type a struct{ f, g b }
																{
																	type b struct{ f, g a }
																	{
																		type a struct{ f, g b }
																		{
																			type b struct{ f, g a }
																			{
																				type a struct{ f, g b }
																				{
																					type b struct{ f, g a }
																					{
																						type a struct{ f, g b }
																						{
																							type b struct{ f, g a }
																							{
																								type a struct{ f, g b }
																								{
																									type b struct{ f, g a }
																									{
																										type a struct{ f, g b }
																										{
																											type b struct{ f, g a }
																											{
																												type a struct{ f, g b }
																												{
																													type b struct{ f, g a }
																													{
																														type a struct{ f, g b }
																														{
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
