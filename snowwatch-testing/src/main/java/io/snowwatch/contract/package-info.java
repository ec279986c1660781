/**
 * What every source has to do, as tests: a source of one's own is held to the same contract as the
 * built-in ones.
 *
 * <p>A test class extends {@link io.snowwatch.contract.SourceContract} and says which source it
 * tests and what AWS answers to it, by a {@link io.snowwatch.contract.SourceFixture}: fakes of the
 * service clients, for SDK clients are interfaces whose methods throw unless they are overridden,
 * and whose paginators call the method that is.
 */
@NullMarked
package io.snowwatch.contract;

import org.jspecify.annotations.NullMarked;
