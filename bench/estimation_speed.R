# Processor seconds of the R packages on the tables of estimation_speed.py; one line of JSON.
# Needs SparseMSE, Rcapture and LCMCR; a package that is missing gives null.
# Run: Rscript bench/estimation_speed.R

library(stats)

seconds <- function(work) {
  spent <- system.time(work)
  unname(spent[1] + spent[2])
}

has <- function(package) suppressMessages(require(package, character.only = TRUE, quietly = TRUE))

stepwise <- "null"
hierarchical <- "null"
sweeps <- "null"
if (has("SparseMSE")) {
  data(Ned_5, package = "SparseMSE")
  stepwise <- seconds(estimatepopulation(Ned_5, pthresh = 0.02, nboot = 1000, iseed = 1234))
  if (has("Rcapture")) {
    # Each model is fitted by glm; whether its estimate exists is not looked at.
    hierarchical <- seconds(suppressWarnings(closedpMS.t(Ned_5, dfreq = TRUE, maxorder = 4)))
  }
  if (has("LCMCR")) {
    patterns <- as.data.frame(Ned_5)
    n_lists <- ncol(patterns) - 1
    for (i in seq_len(n_lists)) patterns[[i]] <- factor(patterns[[i]], levels = 0:1)
    names(patterns)[n_lists + 1] <- "Freq"
    sampler <- lcmCR(
      captures = patterns, tabular = TRUE, in_list_label = "1", not_in_list_label = "0",
      K = 10, a_alpha = 0.25, b_alpha = 0.25, seed = 1, verbose = FALSE
    )
    sampler$Update(2000, output = FALSE)
    sweeps <- seconds(sampler$Update(50000, output = FALSE))
  }
}
cat(sprintf('{"stepwise": %s, "hierarchical": %s, "sweeps": %s, "version": "%s"}\n',
  stepwise, hierarchical, sweeps, R.version.string))
