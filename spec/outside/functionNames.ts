/**
 * The functions of JAX and of PyTorch that programs call, in the order of the table in the documentation.
 *
 * Curated from the packages themselves, jax 0.10.2 and torch 2.11.0. Of `jax.numpy`, `jax.numpy.linalg` and `jax.numpy.fft` these
 * are all functions but those of printing, files and foreign memory. Of the rest of JAX and of PyTorch they are what models, their
 * training and numerical programs call: without in-place and `out` forms, sparse, quantized and symbolic ones, settings of
 * devices and threads, and special functions of physics. Without a prefix a name is of `jax.numpy` or of `torch`; `F` is
 * `torch.nn.functional`.
 */
const names = (text: string): readonly string[] => text.trim().split(/\s+/)

export const jaxFunctions = names(`
  array asarray zeros ones full float32 empty zeros_like ones_like full_like empty_like eye identity arange linspace logspace
  geomspace meshgrid mgrid ogrid indices diag diagflat tri tril triu tril_indices tril_indices_from triu_indices
  triu_indices_from mask_indices diag_indices diag_indices_from vander fromfunction fromiter frombuffer copy astype
  lax.convert_element_type lax.bitcast_convert_type ndarray.view nn.one_hot hanning hamming blackman bartlett kaiser shape
  ndim size ndarray.dtype ndarray.item ndarray.tolist jax.device_get array_repr array_str reshape ravel lax.collapse
  transpose matrix_transpose linalg.matrix_transpose permute_dims swapaxes moveaxis rollaxis expand_dims squeeze atleast_1d
  atleast_2d atleast_3d broadcast_to lax.broadcast_in_dim broadcast_arrays broadcast_shapes concatenate concat append r_
  stack vstack hstack dstack column_stack c_ block split array_split hsplit vsplit dsplit unstack tile repeat flip fliplr
  flipud lax.rev rot90 roll pad lax.pad ndarray.at s_ lax.slice lax.slice_in_dim take lax.index_take take_along_axis
  lax.dynamic_slice lax.dynamic_index_in_dim lax.dynamic_update_slice ndarray.at.set put put_along_axis place ndarray.at.add
  lax.scatter_add ndarray.at.max ndarray.at.min ndarray.at.mul fill_diagonal where lax.select nonzero flatnonzero argwhere
  extract compress select piecewise choose insert delete trim_zeros resize ix_ unravel_index ravel_multi_index
  apply_along_axis apply_over_axes vectorize frompyfunc add subtract multiply divide true_divide lax.div floor_divide mod
  remainder fmod lax.rem divmod modf power pow float_power lax.integer_pow negative positive abs absolute fabs sign signbit
  copysign reciprocal square sqrt lax.rsqrt cbrt exp exp2 expm1 log log2 log10 log1p logaddexp logaddexp2 sin cos tan arcsin
  asin arccos acos arctan atan arctan2 atan2 sinh cosh tanh arcsinh asinh arccosh acosh arctanh atanh degrees rad2deg radians
  deg2rad hypot sinc heaviside floor ceil round around rint trunc clip lax.clamp maximum minimum fmax fmin nan_to_num
  scipy.special.erf scipy.special.erfc scipy.special.erfinv scipy.special.gammaln scipy.special.gamma scipy.special.factorial
  scipy.special.digamma scipy.special.multigammaln scipy.special.betaln scipy.special.beta scipy.special.expit
  scipy.special.logit scipy.special.xlogy scipy.special.xlog1py scipy.special.entr scipy.special.rel_entr scipy.special.ndtr
  scipy.special.ndtri scipy.special.polygamma scipy.special.zeta scipy.special.gammainc scipy.special.gammaincc
  scipy.special.betainc i0 scipy.special.i0e scipy.special.i1 scipy.special.i1e ldexp frexp nextafter spacing gcd lcm real
  imag conj conjugate angle unwrap bitwise_and bitwise_or bitwise_xor bitwise_not invert bitwise_invert left_shift
  bitwise_left_shift right_shift bitwise_right_shift bitwise_count lax.population_count packbits unpackbits sum prod mean
  average var std max amax min amin ptp argmax argmin any all count_nonzero median quantile percentile nansum nanmean nanmax
  nanmin nanprod nanstd nanvar nanmedian nanquantile nanpercentile nanargmax nanargmin linalg.norm linalg.vector_norm
  nn.logsumexp scipy.special.logsumexp cov corrcoef histogram histogram_bin_edges histogram2d histogramdd bincount sort
  argsort lexsort partition argpartition sort_complex lax.top_k searchsorted digitize unique unique_values unique_counts
  unique_inverse unique_all union1d intersect1d setdiff1d setxor1d isin cumsum cumulative_sum lax.cumsum cumprod
  cumulative_prod lax.cumprod lax.cummax lax.cummin lax.cumlogsumexp nancumsum nancumprod diff ediff1d gradient trapezoid
  interp convolve correlate polyval polyfit polyadd polysub polymul polydiv polyder polyint poly roots dot vdot vecdot
  linalg.vecdot inner outer linalg.outer matmul linalg.matmul lax.batch_matmul matvec vecmat linalg.multi_dot einsum
  einsum_path tensordot linalg.tensordot lax.dot_general kron cross linalg.cross diagonal linalg.diagonal trace linalg.trace
  linalg.inv linalg.solve scipy.linalg.solve_triangular linalg.det linalg.slogdet linalg.cholesky scipy.linalg.lu_solve
  scipy.linalg.cho_solve linalg.qr scipy.linalg.lu linalg.eigh linalg.eigvalsh linalg.eig linalg.eigvals linalg.svd
  linalg.svdvals linalg.lstsq linalg.pinv linalg.matrix_rank linalg.cond linalg.matrix_norm linalg.matrix_power
  scipy.linalg.expm linalg.tensorinv linalg.tensorsolve fft.fft fft.ifft fft.rfft fft.irfft fft.fft2 fft.fftn fft.rfft2
  fft.rfftn fft.ifft2 fft.ifftn fft.irfft2 fft.irfftn fft.fftfreq fft.rfftfreq fft.fftshift fft.ifftshift fft.hfft fft.ihfft
  equal not_equal less less_equal greater greater_equal array_equal array_equiv isclose allclose isnan isinf isfinite
  isposinf isneginf logical_and logical_or logical_xor logical_not jax.Array iscomplex isreal iscomplexobj isrealobj isscalar
  issubdtype isdtype result_type promote_types can_cast finfo iinfo random.key random.PRNGKey random.split random.fold_in
  random.uniform random.normal random.truncated_normal random.randint random.bernoulli random.permutation random.choice
  random.bits random.rademacher random.gumbel random.categorical random.exponential random.laplace random.logistic
  random.cauchy random.lognormal random.multivariate_normal random.orthogonal random.gamma random.beta random.dirichlet
  random.poisson random.binomial random.rayleigh random.weibull_min random.pareto jax.grad jax.value_and_grad jax.vjp jax.jvp
  jax.jacrev jax.jacfwd jax.hessian jax.linearize lax.stop_gradient jax.custom_vjp jax.custom_jvp jax.checkpoint
  jax.test_util.check_grads jax.vmap jax.jit jax.make_jaxpr jax.pmap lax.psum lax.scan lax.associative_scan lax.map
  lax.fori_loop lax.while_loop lax.cond lax.switch jax.tree.map jax.tree.leaves jax.ops.segment_sum jax.ops.segment_max
  jax.ops.segment_min save load nn.relu nn.relu6 nn.sigmoid nn.log_sigmoid nn.hard_sigmoid nn.softplus nn.soft_sign nn.silu
  nn.swish nn.hard_silu nn.hard_swish nn.gelu nn.elu nn.celu nn.selu nn.leaky_relu nn.mish nn.hard_tanh nn.tanh nn.squareplus
  nn.glu nn.softmax nn.log_softmax nn.standardize lax.conv_general_dilated lax.conv lax.conv_transpose lax.reduce_window
  jax.image.resize nn.dot_product_attention
`)

export const torchFunctions = names(`
  tensor as_tensor zeros ones full scalar_tensor empty zeros_like ones_like full_like empty_like eye arange linspace logspace
  meshgrid diag diagflat diag_embed tril triu tril_indices triu_indices vander linalg.vander frombuffer from_numpy clone
  Tensor.to Tensor.type F.one_hot hann_window hamming_window blackman_window bartlett_window kaiser_window Tensor.shape
  Tensor.size Tensor.ndim numel Tensor.dtype Tensor.item Tensor.tolist Tensor.numpy reshape Tensor.view flatten ravel
  unflatten t adjoint permute transpose swapaxes swapdims moveaxis movedim unsqueeze squeeze atleast_1d atleast_2d atleast_3d
  broadcast_to Tensor.expand broadcast_tensors broadcast_shapes cat concat concatenate stack vstack row_stack hstack dstack
  column_stack split tensor_split hsplit vsplit dsplit chunk unbind tile Tensor.repeat repeat_interleave flip fliplr flipud
  rot90 roll F.pad Tensor.__getitem__ select narrow index_select take gather take_along_dim slice_scatter select_scatter
  scatter index_put index_fill put masked_fill masked_scatter scatter_add index_add scatter_reduce index_reduce where nonzero
  argwhere masked_select Tensor.resize_ unravel_index Tensor.unfold as_strided add sub subtract rsub mul multiply div divide
  true_divide floor_divide remainder fmod frac pow float_power neg negative positive abs absolute sign sgn signbit copysign
  reciprocal square sqrt rsqrt exp exp2 expm1 log log2 log10 log1p logaddexp logaddexp2 sin cos tan asin arcsin acos arccos
  atan arctan atan2 arctan2 sinh cosh tanh F.tanh asinh arcsinh acosh arccosh atanh arctanh rad2deg deg2rad hypot sinc
  special.sinc heaviside floor ceil round special.round trunc fix clamp clip clamp_min clamp_max maximum minimum fmax fmin
  nan_to_num lerp addcmul addcdiv erf special.erf erfc special.erfc erfinv special.erfinv lgamma special.gammaln digamma
  special.digamma special.psi mvlgamma special.multigammaln sigmoid special.expit logit special.logit xlogy special.xlogy
  special.xlog1py special.entr special.ndtr special.ndtri polygamma special.polygamma special.zeta special.gammainc
  special.gammaincc i0 special.i0 special.i0e special.i1 special.i1e ldexp frexp nextafter gcd lcm real imag conj complex
  view_as_real view_as_complex angle polar bitwise_and bitwise_or bitwise_xor bitwise_not bitwise_left_shift
  bitwise_right_shift sum prod mean var std var_mean std_mean max amax min amin aminmax argmax argmin any all count_nonzero
  median quantile nansum nanmean nanmedian nanquantile norm linalg.norm linalg.vector_norm dist logsumexp special.logsumexp
  cov corrcoef histc histogram histogramdd bincount mode sort msort argsort topk kthvalue searchsorted bucketize unique
  unique_consecutive isin cumsum cumprod cummax cummin logcumsumexp diff gradient trapezoid trapz cumulative_trapezoid dot
  vdot linalg.vecdot inner outer ger matmul mm bmm linalg.matmul mv linalg.multi_dot chain_matmul einsum tensordot kron cross
  linalg.cross addmm addmv addbmm baddbmm addr cdist pdist F.pdist block_diag combinations cartesian_prod diagonal
  linalg.diagonal trace inverse linalg.inv linalg.solve linalg.solve_triangular triangular_solve det linalg.det slogdet
  logdet linalg.slogdet cholesky linalg.cholesky lu_solve linalg.lu_solve cholesky_solve cholesky_inverse qr linalg.qr
  linalg.lu linalg.lu_factor lu lu_unpack linalg.eigh linalg.eigvalsh linalg.eig linalg.eigvals lobpcg svd linalg.svd
  linalg.svdvals pca_lowrank svd_lowrank linalg.lstsq pinverse linalg.pinv linalg.matrix_rank linalg.cond linalg.matrix_norm
  nuclear_norm matrix_power linalg.matrix_power matrix_exp linalg.matrix_exp linalg.tensorinv linalg.tensorsolve fft.fft
  fft.ifft fft.rfft fft.irfft fft.fft2 fft.fftn fft.rfft2 fft.rfftn fft.ifft2 fft.ifftn fft.irfft2 fft.irfftn fft.fftfreq
  fft.rfftfreq fft.fftshift fft.ifftshift fft.hfft fft.ihfft stft istft eq ne not_equal lt less le less_equal gt greater ge
  greater_equal equal isclose allclose isnan isinf isfinite isposinf isneginf logical_and logical_or logical_xor logical_not
  is_tensor isreal is_complex is_floating_point set_default_dtype result_type promote_types can_cast finfo iinfo manual_seed
  Generator get_rng_state rand rand_like randn randn_like normal nn.init.trunc_normal_ randint bernoulli randperm multinomial
  distributions.Gumbel distributions.Categorical Tensor.exponential_ distributions.Laplace Tensor.cauchy_ Tensor.log_normal_
  distributions.LogNormal distributions.MultivariateNormal nn.init.orthogonal_ distributions.Gamma distributions.Beta
  distributions.Dirichlet poisson distributions.Poisson binomial distributions.Binomial distributions.Weibull
  distributions.Pareto func.grad autograd.grad Tensor.backward func.grad_and_value func.vjp func.jvp func.jacrev
  autograd.functional.jacobian func.jacfwd func.hessian autograd.functional.hessian autograd.functional.hvp func.linearize
  detach no_grad enable_grad inference_mode autograd.Function utils.checkpoint.checkpoint autograd.gradcheck func.vmap vmap
  compile fx.symbolic_trace autocast distributed.all_reduce cond utils._pytree.tree_map utils._pytree.tree_flatten
  segment_reduce save load F.relu relu F.relu6 F.sigmoid F.logsigmoid F.hardsigmoid F.softplus F.softsign F.silu F.hardswish
  F.gelu F.elu F.celu F.selu F.leaky_relu F.prelu F.rrelu F.mish F.hardtanh F.tanhshrink F.hardshrink F.softshrink
  F.threshold F.glu F.softmax softmax F.log_softmax log_softmax F.softmin F.gumbel_softmax F.layer_norm F.instance_norm
  F.rms_norm F.group_norm F.batch_norm F.local_response_norm renorm F.normalize F.linear F.bilinear F.embedding
  F.embedding_bag F.dropout F.dropout1d F.dropout2d F.dropout3d F.alpha_dropout F.feature_alpha_dropout F.conv2d conv2d
  F.conv1d conv1d F.conv3d conv3d F.conv_transpose1d F.conv_transpose2d F.conv_transpose3d F.max_pool1d F.max_pool2d
  F.max_pool3d F.avg_pool1d F.avg_pool2d F.avg_pool3d F.adaptive_avg_pool2d F.adaptive_avg_pool1d F.adaptive_avg_pool3d
  F.adaptive_max_pool1d F.adaptive_max_pool2d F.adaptive_max_pool3d F.lp_pool1d F.lp_pool2d F.lp_pool3d F.max_unpool1d
  F.max_unpool2d F.max_unpool3d F.fractional_max_pool2d F.fractional_max_pool3d F.unfold F.fold F.pixel_shuffle pixel_shuffle
  pixel_unshuffle channel_shuffle F.interpolate F.upsample F.grid_sample F.affine_grid F.scaled_dot_product_attention
  F.cosine_similarity F.pairwise_distance F.cross_entropy F.nll_loss F.binary_cross_entropy_with_logits
  F.binary_cross_entropy F.mse_loss F.l1_loss F.huber_loss F.smooth_l1_loss F.kl_div F.poisson_nll_loss F.gaussian_nll_loss
  F.cosine_embedding_loss F.hinge_embedding_loss F.soft_margin_loss F.margin_ranking_loss F.multi_margin_loss
  F.multilabel_margin_loss F.multilabel_soft_margin_loss F.triplet_margin_loss F.ctc_loss ctc_loss
`)
