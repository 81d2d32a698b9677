#include <stdio.h>
#include <math.h>
int main(void){ double s=0; for(int i=1;i<1000;i++) s+=sin(i)/i; printf("%.15g\n", s); return 0; }
