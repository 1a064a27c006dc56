/** What the prices below are of, and when they were read. */
export const EC2_SOURCE = {
  region: 'us-east-1',
  source_name: 'AWS on-demand prices, Linux, as Karpenter lists them (pkg/providers/pricing)',
  date: '2026-07-20',
} as const;

/**
 * Families of EC2 instances, one a line: name, processor and what it has besides (`burst`: earns credits, `disk`: has
 * disks of its own), GiB of memory per unit, US dollars an hour per unit, sizes.
 *
 * A unit is a virtual CPU of the regular sizes: medium 1, large 2, xlarge 4, N (that is Nxlarge) 4 × N; `metal*96` says
 * 96. Prices grow with the units and are rounded to five decimals, or to as many as stand after `/`. What differs is said:
 * `=price`, `=?` where the list has none, `@vcpus/MiB`. `-` in place of the price per unit: every price is said, or unknown.
 *
 * Processors and memory are those that DescribeInstanceTypes tells, as Moto publishes them.
 */
export const EC2_FAMILIES = `
# General purpose
a1 arm 2 0.0255 medium large xlarge 2 4 metal*16
m1 x86+disk 3.75 0.0875/3 small@1/1740 medium=0.087@1/3788 large xlarge
m2 x86+disk 4.2749 0.06125 xlarge@2/17510 2@4/35020 4@8/70041
m3 x86+disk 3.75 0.0665/3 medium large xlarge 2
m4 x86 4 0.05 large xlarge 2 4 10 16
m5 x86 4 0.048 large xlarge 2 4 8 12 16 24 metal*96
m5a x86 4 0.043 large xlarge 2 4 8 12 16 24
m5ad x86+disk 4 0.0515 large xlarge 2 4 8 12 16 24
m5d x86+disk 4 0.0565 large xlarge 2 4 8 12 16 24 metal*96
m5dn x86+disk 4 0.068 large xlarge 2 4 8 12 16 24 metal*96
m5n x86 4 0.0595 large xlarge 2 4 8 12 16 24 metal*96
m5zn x86 4 0.082585/4 large xlarge 2 3 6 12 metal*48=4.3605
m6a x86 4 0.0432 large xlarge 2 4 8 12 16 24 32 48 metal*192
m6g arm 4 0.0385 medium large xlarge 2 4 8 12 16 metal*64=2.6112
m6gd arm+disk 4 0.0452 medium large xlarge 2 4 8 12 16 metal*64=3.0664
m6i x86 4 0.048 large xlarge 2 4 8 12 16 24 32 metal*128
m6id x86+disk 4 0.059325 large xlarge 2 4 8 12 16 24 32 metal*128
m6idn x86+disk 4 0.07956 large xlarge 2 4 8 12 16 24 32 metal*128
m6in x86 4 0.069615 large xlarge 2 4 8 12 16 24 32 metal*128
m7a x86 4 0.05796 medium large xlarge 2 4 8 12 16 24 32 48 metal-48xl
m7g arm 4 0.0408 medium large xlarge 2 4 8 12 16 metal*64
m7gd arm+disk 4 0.0533922/4 medium large xlarge 2 4 8 12 16 metal*64
m7i x86 4 0.0504 large xlarge 2 4 8 12 16 24 metal-24xl=5.32224 48 metal-48xl
m7i-flex x86 4 0.04788 large xlarge 2 4 8 12 16
m8a x86 4 0.06086 medium large xlarge 2 4 8 12 16 24 metal-24xl=6.42682 48 metal-48xl
m8azn x86 4 0.10323 medium large xlarge 3 6 12 metal-12xl=5.45054 24 metal-24xl=10.90109
m8g arm 4 0.04488 medium large xlarge 2 4 8 12 16 24 metal-24xl=4.73933 48 metal-48xl
m8gb arm 4 0.07275 medium large xlarge 2 4 8 12 16 24 metal-24xl=14.80608 48 metal-48xl
m8gd arm+disk 4 0.05766 medium large xlarge 2 4 8 12 16 24 metal-24xl=6.0889 48 metal-48xl
m8gn arm 4 0.07275/4 medium large xlarge 2 4 8 12 16 24 metal-24xl=7.403 48 metal-48xl
m8i x86 4 0.05292 large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
m8i-flex x86 4 0.050275 large xlarge 2 4 8 12 16
m8ib x86 4 0.08354 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=17.64365 96 metal-96xl
m8id x86+disk 4 0.06526 large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
m8idb x86+disk 4 0.09547 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=20.16326 96 metal-96xl
m8idn x86+disk 4 0.09547 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=20.16326 96 metal-96xl
m8in x86 4 0.08354 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=17.64365 96 metal-96xl
m8ine x86 4 0.104425 large xlarge 2 4 8 12
m9g arm 4 0.04892 medium large xlarge 2 4 8 12 16 24 48 metal-48xl=10.3319
m9gd arm+disk 4 0.06285 medium large xlarge 2 4 8 12 16 24 48 metal-48xl=13.27392
# Burstable
t2 x86+burst 4 0.0464 nano@1/512 micro@1/1024 small=0.023@1/2048 medium large xlarge 2
t3 x86+burst 4 0.0416 nano micro small medium large xlarge 2
t3a x86+burst 4 0.0376 nano micro small medium large xlarge 2
t4g arm+burst 4 0.0336 nano micro small medium large xlarge 2
# Compute
c1 x86+disk 1.6992 0.13 medium@2/1740 xlarge@8/7168
c3 x86+disk 1.875 0.0525 large xlarge 2 4 8
c4 x86 1.875 0.04975/3 large xlarge 2 4 8=1.591@36/61440
c5 x86 2 0.0425 large xlarge 2 4 9 12 18 24 metal*96
c5a x86 2 0.0385 large xlarge 2 4 8 12 16 24
c5ad x86+disk 2 0.043 large xlarge 2 4 8 12 16 24
c5d x86+disk 2 0.048 large xlarge 2 4 9 12 18 24 metal*96
c5n x86 2.625 0.054 large xlarge 2 4 9@36/98304 18@72/196608 metal*72@72/196608
c6a x86 2 0.03825 large xlarge 2 4 8 12 16 24 32 48 metal*192
c6g arm 2 0.034 medium large xlarge 2 4 8 12 16 metal*64=2.3066
c6gd arm+disk 2 0.0384 medium large xlarge 2 4 8 12 16 metal*64=2.6051
c6gn arm 2 0.0432 medium large xlarge 2 4 8 12 16
c6i x86 2 0.0425 large xlarge 2 4 8 12 16 24 32 metal*128
c6id x86+disk 2 0.0504 large xlarge 2 4 8 12 16 24 32 metal*128
c6in x86 2 0.0567 large xlarge 2 4 8 12 16 24 32 metal*128
c7a x86 2 0.05132 medium large xlarge 2 4 8 12 16 24 32 48 metal-48xl
c7g arm 2 0.03625/4 medium large xlarge 2 4 8 12 16 metal*64
c7gd arm+disk 2 0.04536/4 medium large xlarge 2 4 8 12 16 metal*64
c7gn arm 2 0.0624 medium large xlarge 2 4 8 12 16 metal*64
c7i x86 2 0.044625 large xlarge 2 4 8 12 16 24 metal-24xl=4.7124 48 metal-48xl
c7i-flex x86 2 0.0423938 large xlarge 2 4 8 12 16
c8a x86 2 0.053885 medium large xlarge 2 4 8 12 16 24 metal-24xl=5.69026 48 metal-48xl
c8g arm 2 0.03988 medium large xlarge 2 4 8 12 16 24 metal-24xl=4.21133 48 metal-48xl
c8gb arm 2 0.05925 medium large xlarge 2 4 8 12 16 24 metal-24xl=6.02928 48 metal-48xl
c8gd arm+disk 2 0.04899 medium large xlarge 2 4 8 12 16 24 metal-24xl=5.17334 48 metal-48xl
c8gn arm 2 0.05925/4 medium large xlarge 2 4 8 12 16 24 metal-24xl=6.0293 48 metal-48xl
c8i x86 2 0.046855 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=9.89578 96 metal-96xl
c8i-flex x86 2 0.04451 large xlarge 2 4 8 12 16
c8ib x86 2 0.06804 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=14.37005 96 metal-96xl
c8id x86+disk 2 0.05544 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=11.70893 96 metal-96xl
c8in x86 2 0.06804 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=14.37005 96 metal-96xl
c8ine x86 2 0.08505 large xlarge 2 4 8 12
c9g arm 2 0.04347 medium large xlarge 2 4 8 12 16 24 48 metal-48xl=9.18086
c9gd arm+disk 2 0.0534 medium large xlarge 2 4 8 12 16 24 48 metal-48xl=11.27808
# Memory
r3 x86+disk 7.625 0.08313/3 large@2/15360 xlarge 2 4 8
r4 x86 7.625 0.0665 large xlarge 2 4 8 16
r5 x86 8 0.063 large xlarge 2 4 8 12 16 24 metal*96
r5a x86 8 0.0565 large xlarge 2 4 8 12 16 24
r5ad x86+disk 8 0.0655 large xlarge 2 4 8 12 16 24
r5b x86 8 0.0745 large xlarge 2 4 8 12 16 24 metal*96=7.8672
r5d x86+disk 8 0.072 large xlarge 2 4 8 12 16 24 metal*96
r5dn x86+disk 8 0.0835 large xlarge 2 4 8 12 16 24 metal*96
r5n x86 8 0.0745 large xlarge 2 4 8 12 16 24 metal*96
r6a x86 8 0.0567 large xlarge 2 4 8 12 16 24 32 48 metal*192
r6g arm 8 0.0504 medium large xlarge 2 4 8 12 16 metal*64=3.4191
r6gd arm+disk 8 0.0576 medium large xlarge 2 4 8 12 16 metal*64=3.9076
r6i x86 8 0.063 large xlarge 2 4 8 12 16 24 32 metal*128
r6id x86+disk 8 0.0756 large xlarge 2 4 8 12 16 24 32 metal*128
r6idn x86+disk 8 0.097695 large xlarge 2 4 8 12 16 24 32 metal*128
r6in x86 8 0.087165 large xlarge 2 4 8 12 16 24 32 metal*128
r7a x86 8 0.076075 medium large xlarge 2 4 8 12 16 24 32 48 metal-48xl
r7g arm 8 0.05355/4 medium large xlarge 2 4 8 12 16 metal*64
r7gd arm+disk 8 0.06804/4 medium large xlarge 2 4 8 12 16 metal*64
r7i x86 8 0.06615 large xlarge 2 4 8 12 16 24 metal-24xl=6.98544 48 metal-48xl
r7iz x86 8 0.093 large xlarge 2 4 8 12 16 metal-16xl=6.5472 32 metal-32xl=13.0944
r8a x86 8 0.07988 medium large xlarge 2 4 8 12 16 24 metal-24xl=8.43533 48 metal-48xl
r8g arm 8 0.05891 medium large xlarge 2 4 8 12 16 24 metal-24xl=6.2209 48 metal-48xl
r8gb arm 8 0.09109 medium large xlarge 2 4 8 12 16 24 metal-24xl=18.53864 48 metal-48xl
r8gd arm+disk 8 0.07348 medium large xlarge 2 4 8 12 16 24 metal-24xl=7.75949 48 metal-48xl
r8gn arm 8 0.09109/4 medium large xlarge 2 4 8 12 16 24 metal-24xl=9.2693 48 metal-48xl
r8i x86 8 0.06946 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=14.66995 96 metal-96xl
r8i-flex x86 8 0.065985 large xlarge 2 4 8 12 16
r8ib x86 8 0.1046 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=22.09152 96 metal-96xl
r8id x86+disk 8 0.08316 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=17.56339 96 metal-96xl
r8idb x86+disk 8 0.117235 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=24.76003 96 metal-96xl
r8idn x86+disk 8 0.117235 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=24.76003 96 metal-96xl
r8in x86 8 0.1046 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=22.09152 96 metal-96xl
x1 x86+disk 15.25 0.1042/3 16 32
x1e x86+disk 30.5 0.2085 xlarge 2 4 8 16 32
x2gd arm+disk 16 0.0835 medium large xlarge 2 4 8 12 16 metal*64=5.8784
x2idn x86+disk 16 0.104203/4 16 24 32 metal*128
x2iedn x86+disk 32 0.208406/4 xlarge=0.83363 2=1.66725 4 8 16 24 32 metal*128
x2iezn x86 32 0.2085 2 4 6 8 12 metal*48
x8aedz x86+disk 32 - large xlarge 3 6 12 metal-12xl 24 metal-24xl
x8g arm 16 0.0977 medium large xlarge 2 4 8 12 16 24 metal-24xl=10.31712 48 metal-48xl
x8i x86 16 0.109415 large xlarge 2 4 8 12 16 24 32 48 metal-48xl=23.10845 64 96=48.74438 metal-96xl=48.74438
z1d x86+disk 8 0.093 large xlarge 2 3 6 12 metal*48
# Storage
d2 x86+disk 7.625 0.1725 xlarge 2 4 8@36/249856
d3 x86+disk 8 0.12486/3 xlarge 2 4 8=3.99552
d3en x86+disk 4 0.13142/3 xlarge 2 4 6 8=4.20576 12=6.30864
h1 x86+disk 4 0.0585 2 4 8 16
i2 x86+disk 7.625 0.21313/3 xlarge 2 4 8
i3 x86+disk 7.625 0.078 large xlarge 2 4 8 16
i3en x86+disk 8 0.113 large xlarge 2 3 6 12 24 metal*96
i4g arm+disk 8 0.07722 large xlarge 2 4 8 16
i4i x86+disk 8 0.0858/3 large xlarge 2 4 8 12 16 24=8.2368 32=10.9824 metal*128
im4gn arm+disk 4 0.090948 large xlarge 2 4 8 16
is4gen arm+disk 6 0.144075 medium large xlarge 2 4 8
i7i x86+disk 8 0.09438/4 large xlarge 2 4 8 12 16 24 metal-24xl=9.6204 48 metal-48xl=19.2408
i7ie x86+disk 8 0.12995 large xlarge 2 3 6 12 18 24 metal-24xl=13.2844 48 metal-48xl=26.5687
i8g arm+disk 8 0.0858 large xlarge 2 4 8 12 16 24 metal-24xl=9.06048 48 metal-48xl=18.12096
i8ge arm+disk 8 0.11865 large xlarge 2 3 6 12 18 24 metal-24xl=12.1313 48 metal-48xl=24.2626
# Accelerated
f2 x86+disk 10.6667 0.0825 6@24/262144 12@48/524288 48@192/2097152
g4ad x86+disk 4 0.05419/3 xlarge=0.37853 2=0.54117 4 8 16
g4dn x86+disk 4 - xlarge=0.526 2=0.752 4=1.204 8=2.176 12=3.912 16=4.352 metal*96=7.824
g5 x86+disk 4 - xlarge=1.006 2=1.212 4=1.624 8=2.448 12=5.672 16=4.096 24=8.144 48=16.288
g5g arm 2 0.04288/3 xlarge=0.42 2=0.556 4=0.828 8 16 metal*64
g6 x86+disk 4 - xlarge=0.8048 2=0.9776 4=1.3232 8=2.0144 12=4.6016 16=3.3968 24=6.6752 48=13.3504
g6e x86+disk 8 - xlarge=1.861 2=2.24208 4=3.00424 8=4.52856 12=10.49264 16=7.57719 24=15.06559 48=30.13118
g6f x86+disk 4 0.059375 large=0.202 xlarge 2 4
gr6 x86+disk 8 0.0962 4 8=2.4464
gr6f x86+disk 8 0.066625 4
g7 x86+disk 4 - 2=2.52 4=3.04208 8=4.08624 12=7.12832 24=14.25664 48=28.51328
g7e x86+disk 10.6667 - 2=3.36312@8/65536 4=3.99816@16/131072 8=5.26824@32/262144 12=8.28608@48/524288 24=16.57216@96/1048576 48=33.14432@192/2097152
inf1 x86 2 0.04918/3 xlarge=0.228 2=0.362 6 24
inf2 x86 4 - xlarge=0.7582 8=1.96786 24=6.49063 48=12.98127
p3dn x86+disk 8 0.325125 24
p4d x86+disk 12 - 24=21.957642
p4de x86+disk 12 0.2859068 24
p5 x86+disk 10.6667 0.43 4@16/262144 48=55.04@192/2097152
p5e x86+disk 10.6667 - 48@192/2097152
p5en x86+disk 10.6667 0.32966667 48@192/2097152
p6-b200 x86+disk 10.6667 0.5934 48@192/2097152
p6-b300 x86+disk 21.3333 0.74175 48@192/4194304
trn1 x86+disk 4 0.16797/3 2=1.34375 32
trn1n x86+disk 4 0.19359375 32
trn2 x86+disk 10.6667 - 3 48@192/2097152
`;
