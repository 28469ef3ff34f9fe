/* SPDX-License-Identifier: ISC */
/* The least that a static program can cost the benchmarks. */
int main(void)
{
	return 0;
}
